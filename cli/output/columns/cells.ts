const formats = new Map<string, Intl.DateTimeFormat>();

/** A time of a video: `00:01:23.500`. */
export function mediaClock(seconds: number): string {
  const milliseconds = Math.round(Math.abs(seconds) * 1000);
  const parts = [Math.floor(milliseconds / 3_600_000), Math.floor(milliseconds / 60_000) % 60];
  const clock = [...parts, Math.floor(milliseconds / 1000) % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `${seconds < 0 ? '-' : ''}${clock}.${String(milliseconds % 1000).padStart(3, '0')}`;
}

/** The same where it is a whole number of seconds: `00:01:23`. */
export function wholeClock(seconds: number): string {
  return mediaClock(seconds).slice(0, -4);
}

/** A moment as the clocks of a time zone show it: `2026-03-02 22:59:01.160`. @param instant - ISO 8601 */
export function wallClock(instant: string, timeZone: string): string {
  return formatOf(timeZone).format(new Date(instant)).replace(',', '.');
}

/** Where this machine's clock is. */
export function localTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** With so many digits behind the point. */
export function decimals(digits: number): (value: number) => string {
  return (value) => value.toFixed(digits);
}

/** Two digits behind the point; of what is small, two digits that are not 0. */
export function mean(value: number): string {
  return Math.abs(value) >= 0.1 ? value.toFixed(2) : String(Number(value.toPrecision(2)));
}

/** A box in whole pixels, as `--zone` takes it: `75,279,116,372`. */
export function box({ x1, y1, x2, y2 }: Readonly<Record<'x1' | 'y1' | 'x2' | 'y2', number>>): string {
  return [x1, y1, x2, y2].map((edge) => Math.round(edge)).join(',');
}

// Sweden writes dates as ISO 8601 does.
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const two = '2-digit';
    const day = { year: 'numeric', month: two, day: two } as const;
    const time = { hour: two, minute: two, second: two, fractionalSecondDigits: 3, hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('sv', { timeZone, ...day, ...time });
    formats.set(timeZone, format);
  }
  return format;
}
