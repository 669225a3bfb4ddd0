import type { DetectionRow } from '../../shared/questions.ts';
import { element } from '../element.ts';
import { FILTER_KEYS, filterOf } from '../filter.ts';
import { numberText } from '../text.ts';
import type { View, ViewTools } from '../view.ts';
import { type CellFacts, COLUMNS } from './columns.ts';
import { LongScroll } from './long-scroll.ts';
import { PAGE_ROWS, RowPages } from './row-pages.ts';

const ROW_PX = 30;
/** Rows above and below those that are seen. */
const OVERSCAN = 8;
const SETTLE_MS = 150;
const ORDERS = {
  time: 'oldest first',
  latest: 'latest first',
  confidence: 'surest first (1,000)',
  size: 'largest first (1,000)',
} as const;

/** Detections, row by row: as many as there are, of which only those that are seen are there. */
export const table: View = { name: 'table', title: 'Table', mount };

function mount(parent: HTMLElement, { api, store, sources, colourOf, tell }: ViewTools): () => void {
  let pages: RowPages | null = null;
  let focusedRow = 0;
  let settling: ReturnType<typeof setTimeout> | null = null;
  let facts: CellFacts = { tz: 'UTC', uris: new Map() };
  const count = element('p', { class: 'hint', role: 'status' });
  const order = element(
    'select',
    { name: 'order', onchange: () => setOrder() },
    ...Object.entries(ORDERS).map(([value, text]) => element('option', { value }, text)),
  );
  function setOrder(): void {
    store.update({ order: order.value === 'time' ? '' : order.value });
  }
  const head = element(
    'div',
    { class: 'row head', role: 'row', 'aria-rowindex': 1 },
    ...COLUMNS.map(({ title, isNumber }) =>
      element('div', { role: 'columnheader', class: isNumber ? 'cell number' : 'cell' }, title),
    ),
  );
  const body = element('div', { class: 'rows', role: 'rowgroup' });
  const box = element(
    'div',
    {
      class: 'grid',
      role: 'grid',
      'aria-label': 'Detections',
      tabindex: '0',
      onkeydown: (event: KeyboardEvent) => onKey(event),
      onclick: (event: MouseEvent) => onClick(event),
    },
    element('div', { role: 'rowgroup', class: 'grid-head' }, head),
    body,
  );
  parent.append(
    element(
      'section',
      { class: 'panel table', 'aria-labelledby': 'table-title' },
      element(
        'div',
        { class: 'panel-head' },
        element('h2', { id: 'table-title' }, 'Detections'),
        element('label', { class: 'inline' }, 'In order: ', order),
      ),
      count,
      box,
    ),
  );
  const scroll = new LongScroll(box);
  // rows are of one height, so that where they lie is reckoned: a list of where each lies takes 160 MB of ten millions
  let drawn = '';
  const range = (): { first: number; last: number } => ({
    first: Math.max(0, Math.floor(scroll.offset / ROW_PX) - OVERSCAN),
    last: Math.min((pages?.count ?? 0) - 1, Math.floor((scroll.offset + box.clientHeight) / ROW_PX) + OVERSCAN),
  });
  const drawWhereMoved = (): void => {
    const { first, last } = range();
    if (drawn !== `${first} ${last} ${scroll.shift}`) draw();
  };
  const resized = new ResizeObserver(drawWhereMoved);
  resized.observe(box);
  const onScroll = (): void => {
    scroll.scrolled();
    drawWhereMoved();
    if (settling !== null) clearTimeout(settling);
    settling = setTimeout(() => {
      scroll.settle();
      draw();
    }, SETTLE_MS);
  };
  box.addEventListener('scroll', onScroll, { passive: true });

  function rowOf(index: number, row: DetectionRow | null): HTMLElement {
    const cells = COLUMNS.map(({ isNumber, textOf, title }) => {
      const cell = element(
        'div',
        { role: 'gridcell', class: isNumber ? 'cell number' : 'cell' },
        row ? textOf(row, facts) : title === 'label' ? '…' : '',
      );
      if (row && title === 'label') {
        const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' });
        swatch.style.backgroundColor = colourOf(row.label);
        cell.prepend(swatch);
      }
      return cell;
    });
    return element(
      'div',
      {
        ...{ class: 'row', role: 'row', id: `row-${index}`, 'data-index': index, 'aria-rowindex': index + 2 },
        'aria-selected': String(index === focusedRow),
      },
      ...cells,
    );
  }

  function draw(): void {
    const { first, last } = range();
    drawn = `${first} ${last} ${scroll.shift}`;
    const rows = Array.from({ length: Math.max(0, last + 1 - first) }, (_, at) => {
      const row = rowOf(first + at, pages?.at(first + at) ?? null);
      row.style.transform = `translateY(${(first + at) * ROW_PX + scroll.shift}px)`;
      return row;
    });
    body.replaceChildren(...rows);
    const isSeen = first <= focusedRow && focusedRow <= last;
    if (isSeen) box.setAttribute('aria-activedescendant', `row-${focusedRow}`);
    else box.removeAttribute('aria-activedescendant');
    if (rows.length > 0) pages?.want([...new Set([first, last].map((index) => Math.floor(index / PAGE_ROWS)))]);
  }

  function setCount(): void {
    const rows = pages?.count ?? 0;
    box.setAttribute('aria-rowcount', String(rows + 1));
    body.style.height = `${scroll.setLength(rows * ROW_PX)}px`;
    if (pages?.count != null) count.textContent = rows === 0 ? 'Nothing was found.' : `${numberText(rows)} rows.`;
    draw();
  }

  function onKey(event: KeyboardEvent): void {
    const rows = pages?.count ?? 0;
    const page = Math.max(1, Math.floor(box.clientHeight / ROW_PX) - 2);
    const next = {
      ArrowDown: focusedRow + 1,
      ArrowUp: focusedRow - 1,
      PageDown: focusedRow + page,
      PageUp: focusedRow - page,
      Home: 0,
      End: rows - 1,
    }[event.key];
    if (event.key === 'Enter') openRow(focusedRow);
    if (next === undefined || rows === 0) return;
    event.preventDefault();
    focusedRow = Math.min(Math.max(next, 0), rows - 1);
    const [top, room] = [focusedRow * ROW_PX, box.clientHeight - 2 * ROW_PX];
    if (top < scroll.offset) scroll.goTo(top);
    else if (top > scroll.offset + room) scroll.goTo(top - room);
    draw();
  }

  function onClick(event: MouseEvent): void {
    const index = (event.target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset.index;
    if (index === undefined) return;
    focusedRow = Number(index);
    draw();
    if (event.detail === 2) openRow(focusedRow);
  }

  function openRow(index: number): void {
    const row = pages?.at(index);
    if (row) store.update({ view: 'player', open: row.runId, at: String(row.ptsSeconds) });
  }

  function ask(): void {
    pages?.close();
    order.value = store.state.order === '' ? 'time' : store.state.order;
    const filter = { ...filterOf(store.state), ...(store.state.order !== '' && { order: store.state.order }) };
    count.textContent = 'Counting …';
    let known: number | null = null;
    pages = new RowPages(
      api,
      filter,
      () => {
        if (pages?.count === known) draw();
        else {
          known = pages?.count ?? null;
          setCount();
        }
      },
      (error) => {
        count.textContent = '';
        tell(error);
      },
    );
    focusedRow = 0;
    scroll.goTo(0);
    setCount();
    void pages.open();
  }

  const ends = [
    sources.follow((all) => {
      facts = { tz: store.state.tz || 'UTC', uris: new Map((all ?? []).map(({ videoId, uri }) => [videoId, uri])) };
      draw();
    }),
    store.subscribe((state, changed) => {
      facts = { ...facts, tz: state.tz || 'UTC' };
      if (changed.has('order') || [...changed].some((key) => FILTER_KEYS.has(key))) ask();
    }),
  ];
  ask();
  return () => {
    pages?.close();
    resized.disconnect();
    box.removeEventListener('scroll', onScroll);
    if (settling !== null) clearTimeout(settling);
    for (const end of ends) end();
  };
}
