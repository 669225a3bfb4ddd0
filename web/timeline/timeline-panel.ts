import type uPlot from 'uplot';
import type { Timeline } from '../../shared/timeline.ts';
import { element } from '../element.ts';
import { lengthText, numberText } from '../text.ts';
import type { ViewTools } from '../view.ts';
import { type Span, spanOf, timeText, widened, zoomOut, zoomTo } from './axis.ts';
import type { Found } from './found.ts';
import { drawLane } from './lane.ts';
import { type BinState, binStates } from './lane-data.ts';

/** Labels that have a lane at once; others have one when they are asked for. */
const MOST_LANES = 10;
const LANE_PX = 64;
const AXIS_PX = 42;

const WHY: Readonly<Record<string, string>> = {
  failed: 'failed',
  dropped: 'dropped',
  missing: 'not there yet',
  outside: 'left out by the run',
};

/** Timelines by label; a stretch is marked by dragging or by keys, and looked at more closely. @returns ends it */
export function timelinePanel(parent: HTMLElement, tools: ViewTools): () => void {
  const { store, found, colourOf } = tools;
  let lanes: uPlot[] = [];
  let timeline: Timeline | null = null;
  let states: readonly BinState[] = [];
  let bin = 0;
  let hasAll = false;
  const title = element('h2', { id: 'timeline-title' }, 'Over time');
  const span = element('p', { class: 'hint span' });
  const button = (text: string, label: string, work: () => void) =>
    element('button', { type: 'button', 'aria-label': label, title: label, onclick: work }, text);
  const buttons = [
    button('←', 'Earlier', () => move(-0.5)),
    button('→', 'Later', () => move(0.5)),
    button('+', 'Zoom in', () => zoom(0.25)),
    button('−', 'Zoom out', () => zoom(4)),
    button('All', 'Show all of it', () => timeline && store.update(zoomOut(timeline.axis))),
  ];
  const board = element('div', {
    ...{ class: 'lanes', tabindex: '0', role: 'application', 'aria-roledescription': 'timeline' },
    ...{ 'aria-labelledby': 'timeline-title', 'aria-describedby': 'timeline-keys' },
    onkeydown: (event: KeyboardEvent) => onKey(event),
    ondblclick: () => zoom(4),
  });
  const said = element('p', { class: 'cursor-said', role: 'status' });
  const keys = element(
    'p',
    { class: 'hint keys', id: 'timeline-keys' },
    'Drag to zoom in, click twice to zoom out. Keys: arrows move, + and − zoom, Home shows all, Enter lists what was found here.',
  );
  const legend = element(
    'p',
    { class: 'legend' },
    element('span', { class: 'key is-missed' }),
    ' not looked at ',
    element('span', { class: 'key is-nothing' }),
    ' no material ',
  );
  const more = element('button', { type: 'button', class: 'quiet', onclick: () => showAll() });
  const section = element(
    'section',
    { class: 'panel timeline', 'aria-labelledby': 'timeline-title' },
    element('div', { class: 'panel-head' }, title, element('div', { class: 'buttons' }, ...buttons)),
    ...[span, board, more, said, legend, keys],
  );
  parent.append(section);

  function showAll(): void {
    hasAll = true;
    draw();
  }

  function current(): Span | null {
    return timeline && spanOf(timeline);
  }

  function zoom(times: number): void {
    const whole = current();
    if (!timeline || !whole) return;
    const middle = (timeline.from ?? 0) + (bin + 0.5) * timeline.binSeconds;
    const around =
      times < 1 ? { from: middle - (whole.to - whole.from) / 2, to: middle + (whole.to - whole.from) / 2 } : whole;
    store.update(zoomTo(timeline.axis, widened(around, times)));
  }

  function move(share: number): void {
    const whole = current();
    if (!timeline || !whole) return;
    const by = (whole.to - whole.from) * share;
    store.update(zoomTo(timeline.axis, { from: whole.from + by, to: whole.to + by }));
  }

  function onKey(event: KeyboardEvent): void {
    if (!timeline || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = timeline.lookedFrames.length - 1;
    const page = Math.max(1, Math.round(last / 10));
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -page, PageDown: page };
    const step = steps[event.key];
    if (step !== undefined) setBin(Math.min(Math.max(bin + step, 0), last), true);
    else if (event.key === '+' || event.key === '=') zoom(0.25);
    else if (event.key === '-') zoom(4);
    else if (event.key === 'Home') store.update(zoomOut(timeline.axis));
    else if (event.key === 'Enter') listBin();
    else return;
    event.preventDefault();
  }

  /** Shows the rows of the bin in the table. */
  function listBin(): void {
    if (!timeline) return;
    const from = (timeline.from ?? 0) + bin * timeline.binSeconds;
    store.update({ ...zoomTo(timeline.axis, { from, to: from + timeline.binSeconds }), view: 'table' });
  }

  function setBin(next: number, moveCursor: boolean): void {
    bin = next;
    said.textContent = wordsOf(bin);
    if (!moveCursor || !timeline) return;
    for (const lane of lanes) {
      const left = lane.valToPos((timeline.from ?? 0) + (bin + 0.5) * timeline.binSeconds, 'x');
      lane.setCursor({ left, top: 10 }, false);
    }
  }

  function wordsOf(at: number): string {
    if (!timeline || timeline.from === null) return '';
    const { axis, binSeconds, from, lookedFrames, series, missed } = timeline;
    const time = timeText(axis, from + at * binSeconds, store.state.tz || 'UTC', binSeconds);
    const start = `${time}, ${lengthText(binSeconds)}: `;
    const why = missed
      .filter(({ seconds }) => seconds[at]! > 0)
      .map(({ state, seconds }) => `${lengthText(seconds[at]!)} ${WHY[state] ?? state}`);
    if (states[at] === 'nothing') return `${start}no material.`;
    if (states[at] === 'missed') return `${start}not looked at (${why.join(', ')}).`;
    if (states[at] === 'between') return `${start}between two frames.`;
    const counts = series
      .filter(({ detections }) => detections[at]! > 0)
      .map(({ label, detections }) => `${label} ${numberText(detections[at]!)}`);
    const partly = why.length > 0 ? `; not looked at: ${why.join(', ')}` : '';
    return `${start}${counts.join(', ') || 'nothing found'} in ${numberText(lookedFrames[at]!)} frames${partly}.`;
  }

  function draw(): void {
    for (const lane of lanes) lane.destroy();
    lanes = [];
    board.replaceChildren();
    if (!timeline || timeline.from === null) return;
    const { series, axis, lookedFrames } = timeline;
    const shown = hasAll ? series : series.slice(0, MOST_LANES);
    more.hidden = shown.length === series.length;
    more.textContent = `Show all ${series.length} labels`;
    const rows = shown.length > 0 ? shown : [{ label: '', detections: lookedFrames.map(() => 0) }];
    const width = Math.max(160, board.clientWidth);
    for (const [index, { label, detections }] of rows.entries()) {
      const hasAxis = index === rows.length - 1;
      const total = detections.reduce((sum, count) => sum + count, 0);
      const name = label === '' ? 'Nothing found' : label;
      const lane = element('div', {
        class: 'lane',
        role: 'img',
        'aria-label': `${name}: ${numberText(total)} detections`,
      });
      const swatch = element('span', { class: 'swatch' });
      swatch.style.backgroundColor = label === '' ? 'transparent' : colourOf(label);
      board.append(
        element(
          'div',
          { class: 'lane-head', 'aria-hidden': 'true' },
          swatch,
          `${name} `,
          element('span', { class: 'count' }, numberText(total)),
        ),
        lane,
      );
      lanes.push(
        drawLane(lane, {
          ...{ timeline, states, detections, width, hasAxis, sync: 'timeline' },
          ...{ colour: label === '' ? 'transparent' : colourOf(label), height: LANE_PX + (hasAxis ? AXIS_PX : 0) },
          ...{
            tz: store.state.tz || 'UTC',
            textOf: (seconds, step) => timeText(axis, seconds, store.state.tz || 'UTC', step),
          },
          onZoom: (from, to) => store.update(zoomTo(axis, { from, to })),
          onCursor: (at) => at !== null && setBin(at, false),
        }),
      );
    }
  }

  function show({ timeline: next, error, isAsking }: Found): void {
    section.classList.toggle('is-asking', isAsking);
    section.setAttribute('aria-busy', String(isAsking));
    if (isAsking && !error) return;
    if (error) {
      timeline = null;
      draw();
      span.textContent = error.message;
      said.textContent = '';
      return;
    }
    const isOther = timeline?.from !== next?.from || timeline?.binSeconds !== next?.binSeconds;
    timeline = next;
    if (!timeline) return;
    states = binStates(timeline);
    const whole = spanOf(timeline);
    const total = timeline.series.reduce(
      (sum, { detections }) => sum + detections.reduce((all, count) => all + count, 0),
      0,
    );
    const tz = store.state.tz || 'UTC';
    const { axis, binSeconds } = timeline;
    span.textContent = whole
      ? `${timeText(axis, whole.from, tz, Math.min(binSeconds, 60))} to ${timeText(axis, whole.to, tz, Math.min(binSeconds, 60))}${axis === 'clock' ? ` (${tz})` : ' of the stream'}, each bar ${lengthText(binSeconds)}: ${numberText(total)} detections.`
      : (tools.sources.value ?? []).length === 0
        ? 'There is no material here.'
        : 'Of none of these videos is it known when it was taken, so that they have no time in common: pick one, or say it by `framefleet detect --starts-at`.';
    if (isOther) bin = Math.floor(timeline.lookedFrames.length / 2);
    draw();
    said.textContent = '';
  }

  const resized = new ResizeObserver(() => {
    const width = Math.max(160, board.clientWidth);
    for (const lane of lanes) if (lane.width !== width) lane.setSize({ width, height: lane.height });
  });
  resized.observe(board);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', draw);
  const ends = [
    found.follow(show),
    () => resized.disconnect(),
    () => dark.removeEventListener('change', draw),
    () => {
      for (const lane of lanes) lane.destroy();
    },
  ];
  return () => {
    for (const end of ends) end();
  };
}
