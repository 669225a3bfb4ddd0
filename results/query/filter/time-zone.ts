const DAY_MS = 86_400_000;
const MOST_MIDNIGHTS = 10_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const midnights = new Map<string, number>();

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
function offsetAt(instantMs: number, timeZone: string): number {
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

/** The stretches of a span in which a zone keeps its offset; it changes no more than once a day. */
export function offsetStretches(fromMs: number, toMs: number, timeZone: string): OffsetStretch[] {
  if (timeZone === 'UTC') return fromMs < toMs ? [{ fromMs, toMs, offsetMs: 0 }] : [];
  const stretches: OffsetStretch[] = [];
  for (let day = Math.floor(fromMs / DAY_MS) * DAY_MS; day < toMs; day += DAY_MS) {
    const [before, after] = [midnightOffset(day, timeZone), midnightOffset(day + DAY_MS, timeZone)];
    const change = before === after ? day : changeBetween(day, day + DAY_MS, timeZone);
    for (const [from, to, offsetMs] of [
      [day, change, before],
      [change, day + DAY_MS, after],
    ] as const) {
      const part = { fromMs: Math.max(from, fromMs), toMs: Math.min(to, toMs), offsetMs };
      const last = stretches.at(-1);
      if (part.fromMs >= part.toMs) continue;
      if (last?.offsetMs === offsetMs) stretches[stretches.length - 1] = { ...last, toMs: part.toMs };
      else stretches.push(part);
    }
  }
  return stretches;
}

/** Of midnights in UTC, kept: many runs lie in few days, and to ask takes long. */
function midnightOffset(dayMs: number, timeZone: string): number {
  const key = `${timeZone} ${dayMs}`;
  const known = midnights.get(key);
  if (known !== undefined) return known;
  if (midnights.size > MOST_MIDNIGHTS) midnights.clear();
  const offset = offsetAt(dayMs, timeZone);
  midnights.set(key, offset);
  return offset;
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
