/** A day as answers call it: `2026-03-01`. */
export type Day = string;

/** A month as weeks of days, Monday first; `null` where a week begins in another month. */
export interface Month {
  /** `2026-03` */
  readonly month: string;
  readonly title: string;
  readonly weeks: readonly (readonly (Day | null)[])[];
}

const title = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const name = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeZone: 'UTC' });

/** All months from that of one day to that of another. */
export function monthsOf(first: Day, last: Day): Month[] {
  const months: Month[] = [];
  for (let date = new Date(`${first.slice(0, 7)}-01`); date.toISOString().slice(0, 7) <= last.slice(0, 7); ) {
    months.push(monthOf(date));
    date = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
  }
  return months;
}

function monthOf(first: Date): Month {
  const month = first.toISOString().slice(0, 7);
  const count = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const before = (first.getUTCDay() + 6) % 7;
  const cells: (Day | null)[] = [
    ...new Array<null>(before).fill(null),
    ...Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`),
  ];
  while (cells.length % 7 !== 0) cells.push(null);
  const weeks = Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
  return { month, title: title.format(first), weeks };
}

/** So many days later. */
export function dayAfter(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** `Sunday, March 1, 2026` */
export function dayName(day: Day): string {
  return name.format(new Date(day));
}
