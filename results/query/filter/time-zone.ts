const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether a name is a time zone: `Europe/Berlin`, `UTC`. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** How far clocks of a zone are before UTC at a moment, in milliseconds. */
export function offsetAt(instantMs: number, timeZone: string): number {
  const name = formatOf(timeZone)
    .formatToParts(instantMs)
    .find(({ type }) => type === 'timeZoneName');
  const [, sign, hours, minutes, seconds] = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name?.value ?? '') ?? [];
  if (sign === undefined) return 0;
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
  return (sign === '-' ? -size : size) * 1000;
}

/** The moment at which clocks of a zone show a time: the first of two; of a time that is left out, the one after the gap. */
export function instantOf(localMs: number, timeZone: string): number {
  const offsets = [offsetAt(localMs - DAY_MS, timeZone), offsetAt(localMs + DAY_MS, timeZone)];
  const instants = offsets.map((offset) => localMs - offset).sort((a, b) => a - b);
  return instants.find((instant) => instant + offsetAt(instant, timeZone) === localMs) ?? instants[1]!;
}

/** A stretch of time in which a zone keeps its offset; `toMs` excluded. */
export interface OffsetStretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly offsetMs: number;
}

/** The stretches of a span in which a zone keeps its offset. */
export function offsetStretches(fromMs: number, toMs: number, timeZone: string): OffsetStretch[] {
  const stretches: OffsetStretch[] = [];
  let start = fromMs;
  for (let at = fromMs; at < toMs; ) {
    const next = Math.min(at + DAY_MS, toMs);
    const [offsetMs, then] = [offsetAt(at, timeZone), offsetAt(next, timeZone)];
    if (offsetMs !== then) {
      const change = changeBetween(at, next, timeZone);
      if (change > start) stretches.push({ fromMs: start, toMs: change, offsetMs });
      start = change;
    }
    at = next;
  }
  if (start < toMs) stretches.push({ fromMs: start, toMs, offsetMs: offsetAt(start, timeZone) });
  return stretches;
}

/** The first millisecond at which the offset is that of `high`; it is another at `low`. */
function changeBetween(low: number, high: number, timeZone: string): number {
  let [before, after] = [Math.floor(low), Math.ceil(high)];
  const offset = offsetAt(after, timeZone);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle, timeZone) === offset) after = middle;
    else before = middle;
  }
  return after;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  return format;
}
