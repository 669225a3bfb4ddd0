const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** `1,234,567` */
export function numberText(number: number): string {
  return whole.format(number);
}

/** `1.2M` */
export function shortNumber(number: number): string {
  return number < 10_000 ? whole.format(number) : short.format(number);
}

/** `0.42`, `3.1 s`, `2 min`, `5 h`, `3 days`: a length of time in one unit. */
export function lengthText(seconds: number): string {
  const round = (value: number) => String(Math.round(value * 100) / 100);
  if (seconds < 1) return `${round(seconds * 1000)} ms`;
  if (seconds < 60) return `${round(seconds)} s`;
  if (seconds < 3600) return `${round(seconds / 60)} min`;
  if (seconds < 86_400) return `${round(seconds / 3600)} h`;
  return `${round(seconds / 86_400)} ${seconds === 86_400 ? 'day' : 'days'}`;
}

/** `1:02:03.5` of a stream. @param step - finer digits say nothing */
export function streamText(seconds: number, step = 0.001): string {
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
  const ticks = Math.round(Math.abs(seconds) * 10 ** digits);
  const total = ticks / 10 ** digits;
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  const rest = (total % 60).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0');
  const clock = hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
  return seconds < 0 ? `-${clock}` : clock;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-03-01 14:05:09.25` in a zone. @param step - finer digits say nothing; a day or more: the day alone */
export function clockText(ms: number, tz: string, step = 0.001): string {
  let format = formats.get(tz);
  if (!format) {
    const parts = {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    } as const;
    format = new Intl.DateTimeFormat('en-CA', { ...parts, hourCycle: 'h23', timeZone: tz });
    formats.set(tz, format);
  }
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const day = `${part.year}-${part.month}-${part.day}`;
  if (step >= 86_400) return day;
  const minutes = `${day} ${part.hour}:${part.minute}`;
  if (step >= 60) return minutes;
  const seconds = `${minutes}:${part.second}`;
  if (step >= 1) return seconds;
  return `${seconds}.${String(((Math.floor(ms) % 1000) + 1000) % 1000).padStart(3, '0')}`;
}
