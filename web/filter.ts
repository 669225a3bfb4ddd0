import type { RawFilter } from '../shared/questions.ts';
import type { State, StateKey } from './state.ts';

/** Which runs are asked about. */
const CHOSEN = ['video', 'run'] as const;
/** What counts as seen, and when. */
const SEEN = [
  'label',
  'minConfidence',
  'zone',
  'where',
  'since',
  'until',
  'timeOfDay',
  'weekday',
  'from',
  'to',
] as const;
/** Keys without which a time zone says nothing. */
const CLOCK = ['since', 'until', 'timeOfDay', 'weekday'] as const;

/** All keys that change what is found. */
export const FILTER_KEYS: ReadonlySet<StateKey> = new Set([...CHOSEN, ...SEEN, 'tz']);

/** The filters of a state, as questions about detections take them. */
export function filterOf(state: State): RawFilter {
  return { ...given(state, CHOSEN), ...seenFilterOf(state) };
}

/** The same without runs and videos: what counts as seen. */
export function seenFilterOf(state: State): RawFilter {
  const isByClock = CLOCK.some((key) => state[key] !== '');
  return { ...given(state, SEEN), ...(isByClock && given(state, ['tz'])) };
}

/** Which runs are asked about. */
export function chosenOf(state: State): RawFilter {
  return given(state, CHOSEN);
}

/** The same filter without some of its parts. */
export function without(filter: RawFilter, names: readonly string[]): RawFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !names.includes(name)));
}

function given(state: State, keys: readonly StateKey[]): RawFilter {
  return Object.fromEntries(keys.filter((key) => state[key] !== '').map((key) => [key, state[key]]));
}
