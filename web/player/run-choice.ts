import type { RunVideo } from '../../shared/frame-rows.ts';
import { element } from '../element.ts';
import { chosenOf } from '../filter.ts';
import { fileNameOf } from '../sources/source.ts';
import type { ViewTools } from '../view.ts';

/** More than that nobody goes through in a list. */
const MOST_RUNS = '500';

/**
 * The run that is opened; where there is none, the latest of those that are chosen in the page is opened.
 *
 * @returns `null` where none is opened yet: the state says so as soon as one is
 */
export async function openedRun({ api, store }: ViewTools): Promise<string | null> {
  const { open } = store.state;
  if (open !== '') return open;
  const asked = { ...chosenOf(store.state), limit: '1', format: 'json' };
  const [latest] = await api.get<readonly RunVideo[]>('/v1/run-videos', asked);
  if (latest) store.update({ open: latest.runId }, { isStep: false });
  return null;
}

/** A list of the runs that are chosen in the page, the latest first, to open one of them. */
export async function runChoice({ api, store }: ViewTools, runId: string): Promise<HTMLElement> {
  const asked = { ...chosenOf(store.state), limit: MOST_RUNS, format: 'json' };
  const runs = (await api.get<readonly RunVideo[]>('/v1/run-videos', asked)).toReversed();
  const isListed = runs.some((run) => run.runId === runId);
  const options = runs.map((run) =>
    element('option', { value: run.runId, selected: run.runId === runId }, `${fileNameOf(run.uri)} · ${run.runId}`),
  );
  return element(
    'label',
    { class: 'field' },
    element('span', {}, 'Video'),
    element(
      'select',
      {
        onchange: (event: Event) =>
          store.update({ open: (event.target as HTMLSelectElement).value, at: '', beside: '' }),
      },
      ...(isListed ? [] : [element('option', { value: runId, selected: true }, runId)]),
      ...options,
    ),
  );
}

/** What is shown where nothing was stored yet. */
export function noRun(): HTMLElement {
  return element('p', {}, 'No run is chosen, or none is stored yet.');
}
