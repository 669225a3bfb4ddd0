import { element } from '../element.ts';
import { FILTER_KEYS, seenFilterOf } from '../filter.ts';
import type { State } from '../state.ts';
import type { View, ViewTools } from '../view.ts';
import { follow } from './follow.ts';
import { latestMoment, runsAt } from './moment-runs.ts';
import { makePanel } from './open-panel.ts';
import type { Opened } from './opened.ts';
import { RunData } from './run-data.ts';
import { SideBySide } from './side-by-side.ts';

/** More pictures than that are too small to be looked at. */
const MOST_VIDEOS = 9;

/** All videos that were taken at one moment. */
export const moment: View = {
  name: 'moment',
  title: 'Side by side',
  mount: (root, tools) => follow(root, tools, [...FILTER_KEYS], (state) => openMoment(state, tools)),
};

async function openMoment(state: State, { api, store }: ViewTools): Promise<Opened> {
  const ms = state.moment === '' ? await latestMoment(api) : Date.parse(state.moment);
  if (ms === null || Number.isNaN(ms)) {
    const none = element('p', {}, 'Of no video that is stored anybody knows when it was taken.');
    return { element: none, onState: (next) => next.moment !== state.moment, close: () => undefined };
  }
  let at = state.moment;
  const runs = await runsAt(api, ms, MOST_VIDEOS);
  const panels = await Promise.all(
    runs.map(async ({ video, offsetMs }) => ({
      offsetMs,
      panel: await makePanel({
        ...{ data: new RunData(api, video), beside: null, hasNotes: false },
        ...{ filter: seenFilterOf(state), onMoment: () => undefined },
      }),
    })),
  );
  const together = new SideBySide(panels, ms, (reached) => {
    at = new Date(reached).toISOString();
    store.update({ moment: at }, { isStep: false });
  });
  const none = `No video whose time is known was looked at around ${new Date(ms).toISOString()}.`;
  return {
    element: element(
      'div',
      { class: 'panel moment-view' },
      element('h2', { class: 'visually-hidden' }, 'Side by side'),
      momentChoice(ms, (chosen) => store.update({ moment: chosen })),
      panels.length === 0 ? element('p', { role: 'status' }, none) : together.element,
    ),
    onShown: () => void together.open(),
    onState: (next) => next.moment !== at, // other videos may have been taken then
    close: () => together.close(),
  };
}

function momentChoice(ms: number, onChoice: (moment: string) => void): HTMLElement {
  const input = element('input', { type: 'datetime-local', step: 1, value: new Date(ms).toISOString().slice(0, 19) });
  const submit = (event: Event): void => {
    event.preventDefault();
    if (input.value !== '') onChoice(new Date(`${input.value}Z`).toISOString());
  };
  return element(
    'form',
    { class: 'player-bar', onsubmit: submit },
    element('label', { class: 'field' }, element('span', {}, 'Moment (UTC)'), input),
    element('button', { type: 'submit' }, 'Go there'),
  );
}
