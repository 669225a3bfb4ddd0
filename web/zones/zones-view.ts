import { element } from '../element.ts';
import { follow } from '../player/follow.ts';
import type { Opened } from '../player/opened.ts';
import { pictureAt } from '../player/picture-at.ts';
import { noRun, openedRun, runChoice } from '../player/run-choice.ts';
import { videoOfRun } from '../player/videos.ts';
import type { State } from '../state.ts';
import type { View, ViewTools } from '../view.ts';
import { ZoneEditor } from './zone-editor.ts';

/** Zones and lines of the video that is opened, over the frame that was looked at last in the player. */
export const zones: View = {
  name: 'zones',
  title: 'Zones',
  mount: (root, tools) => follow(root, tools, ['open', 'run', 'video'], (state) => openZones(state, tools)),
};

async function openZones(state: State, tools: ViewTools): Promise<Opened> {
  const runId = await openedRun(tools);
  if (runId === null) return { element: noRun(), close: () => undefined };
  const [video, choice] = await Promise.all([videoOfRun(tools.api, runId), runChoice(tools, runId)]);
  const { picture, fault } = await pictureAt(tools.api, video, state.at === '' ? null : Number(state.at));
  const editor = new ZoneEditor(tools.api, { ...video, picture }, (version) => tools.zonesVersion.set(version));
  await editor.open().catch((error: unknown) => editor.tell(error));
  return {
    element: element(
      'div',
      { class: 'panel zones-view' },
      element('h2', { class: 'visually-hidden' }, 'Zones and lines'),
      choice,
      ...(fault === null ? [] : [element('p', { class: 'player-fault', role: 'status' }, fault)]),
      editor.element,
    ),
    close: () => undefined,
  };
}
