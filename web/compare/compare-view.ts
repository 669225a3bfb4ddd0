import { element } from '../element.ts';
import { FILTER_KEYS, seenFilterOf } from '../filter.ts';
import { follow } from '../player/follow.ts';
import { makePanel } from '../player/open-panel.ts';
import type { Opened } from '../player/opened.ts';
import { noRun, openedRun, runChoice } from '../player/run-choice.ts';
import { RunData } from '../player/run-data.ts';
import { runsOfVideo, videoOfRun } from '../player/videos.ts';
import type { State } from '../state.ts';
import type { View, ViewTools } from '../view.ts';
import { CompareRuns } from './compare-runs.ts';

/** Two runs over one video: with other models or settings, say. */
export const compare: View = {
  name: 'compare',
  title: 'Compare',
  mount: (root, tools) =>
    follow(root, tools, ['open', 'beside', ...FILTER_KEYS], (state) => openComparison(state, tools)),
};

async function openComparison(state: State, tools: ViewTools): Promise<Opened> {
  const { api, store } = tools;
  const runId = await openedRun(tools);
  if (runId === null) return { element: noRun(), close: () => undefined };
  const [video, choice] = await Promise.all([videoOfRun(api, runId), runChoice(tools, runId)]);
  const others = (await runsOfVideo(api, video.videoId)).filter((run) => run.runId !== runId);
  const beside = others.find((run) => run.runId === state.beside) ?? others.at(-1);
  const title = element('h2', { class: 'visually-hidden' }, 'Compare');
  if (!beside) {
    const none = 'There is no other run over this video to compare with.';
    return { element: element('div', {}, title, choice, element('p', {}, none)), close: () => undefined };
  }
  const filter = seenFilterOf(state);
  const panel = await makePanel({
    ...{ data: new RunData(api, video), beside: new RunData(api, beside), filter, hasNotes: false },
    onMoment: () => undefined,
  });
  const onGo = (seconds: number): void => {
    panel.element.scrollIntoView({ block: 'nearest' });
    void panel.goTo(seconds);
  };
  const compared = new CompareRuns(api, { one: runId, other: beside.runId, filter }, { onGo });
  const besideChoice = element(
    'select',
    { onchange: (event: Event) => store.update({ open: runId, beside: (event.target as HTMLSelectElement).value }) },
    ...others.map((run) => element('option', { value: run.runId, selected: run === beside }, run.runId)),
  );
  await compared.open();
  return {
    element: element(
      'div',
      { class: 'panel compare-view' },
      title,
      element(
        'div',
        { class: 'player-bar' },
        choice,
        element('label', { class: 'field' }, element('span', {}, 'Other run (dashed)'), besideChoice),
      ),
      panel.element,
      compared.element,
    ),
    onShown: () => void panel.open(null),
    close: () => panel.close(),
  };
}
