import type { RawFilter } from '../../shared/questions.ts';
import { element } from '../element.ts';
import { FILTER_KEYS, filterOf } from '../filter.ts';
import { follow } from '../player/follow.ts';
import type { Opened } from '../player/opened.ts';
import { pictureAt } from '../player/picture-at.ts';
import { noRun, openedRun, runChoice } from '../player/run-choice.ts';
import { videoOfRun } from '../player/videos.ts';
import type { State } from '../state.ts';
import type { View, ViewTools } from '../view.ts';
import { HeatMap } from './heat-map.ts';

/** Where in the picture things were found, in all that the page is about: of one run where one is opened and no other chosen. */
export const heatMap: View = {
  name: 'heat-map',
  title: 'Heat map',
  mount: (root, tools) => follow(root, tools, ['open', ...FILTER_KEYS], (state) => openHeatMap(state, tools)),
};

async function openHeatMap(state: State, tools: ViewTools): Promise<Opened> {
  const runId = await openedRun(tools);
  if (runId === null) return { element: noRun(), close: () => undefined };
  const [video, choice] = await Promise.all([videoOfRun(tools.api, runId), runChoice(tools, runId)]);
  const { picture, fault } = await pictureAt(tools.api, video, null);
  const { width, height } = video;
  const chosen: RawFilter = state.run === '' && state.video === '' ? { run: runId } : {};
  const map = new HeatMap(tools.api, { width, height, picture, filter: { ...filterOf(state), ...chosen } });
  await map.open();
  return {
    element: element(
      'div',
      { class: 'panel heat-map-view' },
      element('h2', { class: 'visually-hidden' }, 'Heat map'),
      choice,
      ...(fault === null ? [] : [element('p', { class: 'player-fault', role: 'status' }, fault)]),
      map.element,
    ),
    close: () => undefined,
  };
}
