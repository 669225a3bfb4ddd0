import { element } from '../element.ts';
import { FILTER_KEYS, seenFilterOf } from '../filter.ts';
import type { State } from '../state.ts';
import type { View, ViewTools } from '../view.ts';
import { follow } from './follow.ts';
import { makePanel } from './open-panel.ts';
import type { Opened } from './opened.ts';
import { noRun, openedRun, runChoice } from './run-choice.ts';
import { RunData } from './run-data.ts';
import { videoOfRun } from './videos.ts';

/** The link is not written anew for each of many frames that are gone through. */
const LINK_MS = 200;

/** The player of the run that is opened. */
export const player: View = {
  name: 'player',
  title: 'Player',
  mount: (root, tools) => follow(root, tools, ['open', 'beside', ...FILTER_KEYS], (state) => openPlayer(state, tools)),
};

async function openPlayer(state: State, tools: ViewTools): Promise<Opened> {
  const { api, store } = tools;
  const runId = await openedRun(tools);
  if (runId === null) return { element: noRun(), close: () => undefined };
  const [video, choice] = await Promise.all([videoOfRun(api, runId), runChoice(tools, runId)]);
  const beside = state.beside === '' ? null : new RunData(api, await videoOfRun(api, state.beside));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let at = state.at;
  const panel = await makePanel({
    ...{ data: new RunData(api, video), beside, filter: seenFilterOf(state) },
    onMoment: ({ ptsSeconds }) => {
      clearTimeout(timer);
      at = String(ptsSeconds);
      timer = setTimeout(() => store.update({ at }, { isStep: false }), LINK_MS);
    },
  });
  const name = element('h2', { class: 'visually-hidden' }, 'Player');
  return {
    element: element('div', { class: 'panel player-view' }, name, choice, panel.element),
    onShown: () => void panel.open(state.at === '' ? null : Number(state.at)),
    onState: (next) => {
      if (next.at !== at && next.at !== '') void panel.goTo(Number(next.at));
      at = next.at;
      return false;
    },
    close: () => {
      clearTimeout(timer);
      panel.close();
    },
  };
}
