import type { DayRow } from '../../shared/timeline.ts';
import { element } from '../element.ts';
import { FILTER_KEYS, filterOf, without } from '../filter.ts';
import { Latest } from '../latest.ts';
import { numberText, WEEKDAYS } from '../text.ts';
import type { ViewTools } from '../view.ts';
import { type Day, dayAfter, dayName, monthsOf } from './months.ts';

/** Months that are shown at once. */
const MOST_MONTHS = 12;
/** Shades of days on which something was found. */
const SHADES = 5;

/** Days: where there is material, and where something was found; one or several can be picked. @returns ends it */
export function calendar(parent: HTMLElement, { api, store, sources, tell }: ViewTools): () => void {
  const latest = new Latest();
  let days: ReadonlyMap<Day, DayRow> = new Map();
  let order: readonly Day[] = [];
  /** Months before the last that are passed over. */
  let back = 0;
  let anchor: Day | null = null;
  let focused: Day | null = null;
  const grid = element('div', { class: 'months', onkeydown: (event: KeyboardEvent) => onKey(event) });
  const said = element('p', { class: 'hint' });
  const earlier = element('button', { type: 'button', onclick: () => turn(MOST_MONTHS) }, 'Earlier');
  const later = element('button', { type: 'button', onclick: () => turn(-MOST_MONTHS) }, 'Later');
  const all = element(
    'button',
    { type: 'button', class: 'quiet', onclick: () => store.update({ since: '', until: '' }) },
    'All days',
  );
  const section = element(
    'section',
    { class: 'panel calendar', 'aria-labelledby': 'calendar-title' },
    element('div', { class: 'panel-head' }, element('h2', { id: 'calendar-title' }, 'Days'), earlier, later, all),
    grid,
    said,
  );
  parent.append(section);

  function turn(months: number): void {
    back = Math.max(0, back + months);
    show();
  }

  function isPicked(day: Day): boolean {
    const { since, until } = store.state;
    return since !== '' && until !== '' && day >= since.slice(0, 10) && day < endDayOf(until);
  }

  function pick(day: Day, isRange: boolean): void {
    if (!isRange || anchor === null) anchor = day;
    const [first, last] = [anchor, day].sort() as [Day, Day];
    const isSame = store.state.since === first && store.state.until === dayAfter(last, 1);
    focused = day;
    if (isSame && !isRange) store.update({ since: '', until: '' });
    else store.update({ since: first, until: dayAfter(last, 1) });
  }

  function onKey(event: KeyboardEvent): void {
    const day = (event.target as HTMLElement).dataset.day;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    if (day === undefined || step === undefined) return;
    event.preventDefault();
    const next = dayAfter(day, step);
    const button = grid.querySelector<HTMLButtonElement>(`[data-day="${next}"]`);
    if (!button) return;
    focused = next;
    setTabStops();
    button.focus();
  }

  /** One day can be reached by the tabulator, the others by arrows. */
  function setTabStops(): void {
    const buttons = [...grid.querySelectorAll<HTMLButtonElement>('[data-day]')];
    const stop =
      buttons.find(({ dataset }) => dataset.day === focused) ??
      buttons.find(({ dataset }) => isPicked(dataset.day!)) ??
      buttons.find(({ dataset }) => days.has(dataset.day!)) ??
      buttons[0];
    for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
  }

  function cellOf(day: Day | null, most: number): HTMLElement {
    if (day === null) return element('td');
    const row = days.get(day);
    const shade =
      !row || row.detections === 0
        ? 0
        : Math.max(1, Math.ceil((Math.log1p(row.detections) / Math.log1p(most)) * SHADES));
    const words = !row
      ? 'nothing was looked at'
      : `${numberText(row.detections)} detections in ${numberText(row.lookedFrames)} frames`;
    const button = element(
      'button',
      {
        ...{ type: 'button', class: row ? `day has-material shade-${shade}` : 'day', 'data-day': day },
        'aria-pressed': String(isPicked(day)),
        'aria-label': `${dayName(day)}: ${words}`,
        title: `${day}: ${words}`,
        onclick: (event: MouseEvent) => pick(day, event.shiftKey),
      },
      String(Number(day.slice(8))),
    );
    return element('td', {}, button);
  }

  function show(): void {
    const hadFocus = grid.contains(document.activeElement);
    const months = order.length === 0 ? [] : monthsOf(order[0]!, order.at(-1)!);
    const end = Math.max(Math.min(months.length, MOST_MONTHS), months.length - back);
    const seen = months.slice(Math.max(0, end - MOST_MONTHS), end);
    earlier.hidden = end <= MOST_MONTHS;
    later.hidden = end >= months.length;
    all.hidden = store.state.since === '' && store.state.until === '';
    const most = Math.max(1, ...[...days.values()].map(({ detections }) => detections));
    grid.replaceChildren(
      ...seen.map(({ title, weeks }) =>
        element(
          'table',
          { class: 'month' },
          element('caption', {}, title),
          element(
            'thead',
            {},
            element('tr', {}, ...WEEKDAYS.map((name) => element('th', { scope: 'col', abbr: name }, name.slice(0, 2)))),
          ),
          element('tbody', {}, ...weeks.map((week) => element('tr', {}, ...week.map((day) => cellOf(day, most))))),
        ),
      ),
    );
    setTabStops();
    if (hadFocus) grid.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  const ask = (): void => {
    const question = { ...without(filterOf(store.state), ['since', 'until', 'from', 'to']), tz: store.state.tz };
    void latest.ask(
      async (signal) => {
        const rows: DayRow[] = [];
        for await (const some of api.rows<DayRow>('/v1/days', question, signal)) rows.push(...some);
        return rows;
      },
      (rows) => {
        days = new Map(rows.map((row) => [row.day, row]));
        order = rows.map(({ day }) => day);
        said.textContent =
          rows.length === 0
            ? 'Of none of these videos is it known on which day it was taken.'
            : `${rows.length} ${rows.length === 1 ? 'day' : 'days'} with material. Shift and a click pick several.`;
        show();
      },
      (error) => {
        days = new Map();
        order = [];
        said.textContent = error.message;
        show();
        if (!('code' in error && error.code === 'QUERY_INVALID')) tell(error);
      },
    );
  };
  const ends = [
    sources.follow((known) => {
      if (known) ask();
    }),
    store.subscribe((_state, changed) => {
      const others = [...changed].filter(
        (key) => FILTER_KEYS.has(key) && !['since', 'until', 'from', 'to'].includes(key),
      );
      if (others.length > 0) ask();
      else if (changed.has('since') || changed.has('until')) show();
    }),
    () => latest.stop(),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** The first day that is not meant: a moment within a day still means it. */
function endDayOf(until: string): Day {
  const isMidnight = until.length === 10 || /T00:00(:00(\.0+)?)?$/.test(until);
  return isMidnight ? until.slice(0, 10) : dayAfter(until.slice(0, 10), 1);
}
