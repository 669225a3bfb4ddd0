/** Seconds as hours, minutes and seconds: `00:01:23.456`, with other signs behind them where those are given. */
export function clockOf(seconds: number, hour = ':', minute = ':', second = ''): string {
  const sign = seconds < 0 ? '-' : '';
  const ms = Math.round(Math.abs(seconds) * 1000);
  const part = (unitMs: number, most: number) => String(Math.floor(ms / unitMs) % most).padStart(2, '0');
  const rest = `${part(1000, 60)}.${String(ms % 1000).padStart(3, '0')}`;
  return `${sign}${part(3_600_000, Infinity)}${hour}${part(60_000, 60)}${minute}${rest}${second}`;
}
