import type { RawFilter } from '../../shared/questions.ts';
import type { Timeline } from '../../shared/timeline.ts';
import type { Api } from '../api.ts';
import { FILTER_KEYS, filterOf } from '../filter.ts';
import { Latest } from '../latest.ts';
import type { Signal } from '../signal.ts';
import { chosenSources, type Source } from '../sources/source.ts';
import type { State, StateStore } from '../state.ts';

/** What the filters find over time. */
export interface Found {
  /** `null` before the first answer. */
  readonly timeline: Timeline | null;
  /** What kept it from being answered. */
  readonly error: Error | null;
  /** Whether another answer is on its way. */
  readonly isAsking: boolean;
}

export const NOTHING_FOUND: Found = { timeline: null, error: null, isAsking: true };

/** The question of a state: of one run its own time, of several the clock. */
export function timelineQuestion(state: State, sources: readonly Source[], bins: number): RawFilter {
  const filter = filterOf(state);
  const chosen = chosenSources(sources, filter);
  const isOne = chosen.length === 1;
  const { from: _from, to: _to, ...others } = filter;
  return isOne
    ? { ...filter, run: chosen[0]!.runId, axis: 'stream', bins: String(bins) }
    : { ...others, axis: 'clock', bins: String(bins) };
}

/** Asks for what the filters find, whenever they change, or the zones that they name: only the latest question counts. @returns ends it */
export function followFound(
  {
    store,
    api,
    sources,
    zonesVersion,
    found,
  }: {
    readonly store: StateStore;
    readonly api: Api;
    readonly sources: Signal<readonly Source[] | null>;
    readonly zonesVersion: Signal<string>;
    readonly found: Signal<Found>;
  },
  binsOf: () => number,
): () => void {
  const latest = new Latest();
  let asked = '';
  const ask = (): void => {
    if (sources.value === null) return;
    const question = timelineQuestion(store.state, sources.value, binsOf());
    const text = JSON.stringify([question, question.zone === undefined ? '' : zonesVersion.value]);
    if (text === asked) return;
    asked = text;
    found.set({ ...found.value, isAsking: true });
    void latest.ask(
      (signal) => api.get<Timeline>('/v1/timeline', question, signal),
      (timeline) => found.set({ timeline, error: null, isAsking: false }),
      (error) => {
        asked = '';
        found.set({ timeline: null, error, isAsking: false });
      },
    );
  };
  const ends = [
    sources.follow(ask),
    zonesVersion.follow(ask),
    store.subscribe((_state, changed) => {
      if ([...changed].some((key) => FILTER_KEYS.has(key))) ask();
    }),
  ];
  return () => {
    latest.stop();
    for (const end of ends) end();
  };
}
