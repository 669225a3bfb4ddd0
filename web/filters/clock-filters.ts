import { element } from '../element.ts';
import { WEEKDAYS } from '../text.ts';
import type { ViewTools } from '../view.ts';
import { stateField } from './field.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** When it was seen: from and to a moment, at which time of the day, on which days of the week, and by which clock. @returns ends it */
export function clockFilters(parent: HTMLElement, { store }: ViewTools): () => void {
  const moment = { placeholder: '2026-03-01', inputmode: 'numeric' };
  const since = stateField(store, 'since', 'From', moment);
  const until = stateField(store, 'until', 'To', moment);
  const tz = stateField(store, 'tz', 'Time zone', { list: 'time-zones' });
  const zones = element('datalist', { id: 'time-zones' });
  // four hundred names, for those few who ask for them
  tz.input.addEventListener('focus', () => {
    if (zones.childElementCount === 0) {
      zones.append(...['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => element('option', { value })));
    }
  });
  const [start, end] = ['From', 'To'].map((name) =>
    element('input', { type: 'time', 'aria-label': `${name} this time of the day`, onchange: () => setTimes() }),
  ) as [HTMLInputElement, HTMLInputElement];
  const boxes = DAYS.map((day, index) =>
    element('input', { type: 'checkbox', value: day, 'aria-label': WEEKDAYS[index]!, onchange: () => setDays() }),
  );

  function setTimes(): void {
    const isWhole = start.value !== '' && end.value !== '' && start.value !== end.value;
    if (isWhole) store.update({ timeOfDay: `${start.value}-${end.value}` });
    else if (start.value === '' && end.value === '') store.update({ timeOfDay: '' });
  }

  function setDays(): void {
    store.update({
      weekday: boxes
        .filter(({ checked }) => checked)
        .map(({ value }) => value)
        .join(','),
    });
  }

  function show(): void {
    const [from = '', to = ''] = store.state.timeOfDay.split('-');
    if (store.state.timeOfDay !== '' || (start.value !== '' && end.value !== '')) {
      start.value = padded(from);
      end.value = padded(to);
    }
    const days = daysOf(store.state.weekday);
    for (const box of boxes) box.checked = days.has(box.value);
  }

  parent.append(
    element(
      'fieldset',
      {},
      element('legend', {}, 'When'),
      element('div', { class: 'pair' }, since.element, until.element),
      element(
        'div',
        { class: 'field', role: 'group', 'aria-label': 'Time of the day' },
        element('span', {}, 'Time of the day'),
        element('div', { class: 'times' }, start, '–', end),
      ),
      element(
        'div',
        { class: 'weekdays', role: 'group', 'aria-label': 'Days of the week' },
        ...boxes.map((box, index) =>
          element(
            'label',
            { class: 'day-choice' },
            box,
            element('span', { 'aria-hidden': 'true' }, WEEKDAYS[index]!.slice(0, 2)),
          ),
        ),
      ),
      tz.element,
      zones,
    ),
  );
  show();
  const ends = [
    since.end,
    until.end,
    tz.end,
    store.subscribe((_state, changed) => {
      if (changed.has('timeOfDay') || changed.has('weekday')) show();
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** `9:05` as a field for times takes it. */
function padded(time: string): string {
  return time === '' ? '' : time.trim().padStart(5, '0');
}

/** Reads `mon-fri,sun`. */
function daysOf(text: string): ReadonlySet<string> {
  const days = new Set<string>();
  for (const part of text.toLowerCase().split(',')) {
    const [first = -1, last = first] = part
      .split('-')
      .map((name) => DAYS.indexOf(name.trim() as (typeof DAYS)[number]));
    if (first < 0 || last < 0) continue;
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(DAYS[day]!);
      if (day === last) break;
    }
  }
  return days;
}
