/**
 * What a link holds: filters as questions take them (docs/query.md), what is chosen, and what is shown. All of it is text; an empty one
 * is left out.
 */
export const KEYS = [
  /** Which view is shown; none: the overview. */
  'view',
  /** Cameras and videos, as `video` takes them; and single runs. */
  ...(['video', 'run'] as const),
  ...(['label', 'minConfidence', 'zone', 'where'] as const),
  ...(['since', 'until', 'timeOfDay', 'weekday', 'tz'] as const),
  /** Of the stream, where one run is chosen. */
  ...(['from', 'to'] as const),
  /** The run that is opened, seconds of its stream that are looked at, and another run beside it. */
  ...(['open', 'at', 'beside'] as const),
  /** A moment of the clock, as ISO 8601. */
  'moment',
  /** How the table is ordered. */
  'order',
] as const;
export type StateKey = (typeof KEYS)[number];

/** What is shown, and of what; every key is there, an empty text where nothing is chosen. */
export type State = Readonly<Record<StateKey, string>>;
export type StateChange = Partial<State>;

const EMPTY = Object.fromEntries(KEYS.map((key) => [key, ''])) as State;

/** Reads the part of a link behind its `#`; what it does not know is left out. */
export function parseState(hash: string): State {
  const written = new URLSearchParams(hash.replace(/^#/, ''));
  return Object.fromEntries(KEYS.map((key) => [key, written.get(key) ?? ''])) as State;
}

/** The part of a link behind its `#`, without it. */
export function writeState(state: State): string {
  const given = KEYS.filter((key) => state[key] !== '');
  // letters that need no escape there stay readable
  const written = (text: string) =>
    encodeURIComponent(text).replaceAll(/%(2C|3A|2F|3B|3E|3C|40)/g, (code) => decodeURIComponent(code));
  return given.map((key) => `${key}=${written(state[key])}`).join('&');
}

/** Hears of a state, and of what has changed in it. */
export type Listener = (state: State, changed: ReadonlySet<StateKey>) => void;

/** Where the link is kept: the browser's address, or something else in a test. */
export interface LinkPlace {
  read(): string;
  /** @param isStep - whether going back leads to what it was before */
  write(hash: string, isStep: boolean): void;
}

/** The one state of the page. The link is always that of the state, and the state that of the link. */
export class StateStore {
  readonly #place: LinkPlace;
  readonly #listeners = new Set<Listener>();
  #state: State;

  constructor(place: LinkPlace) {
    this.#place = place;
    this.#state = parseState(place.read());
  }

  get state(): State {
    return this.#state;
  }

  /** @returns ends it */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param options - `isStep`: whether going back leads to what it was before; not while something is dragged or played */
  update(change: StateChange, { isStep = true } = {}): void {
    const next = { ...this.#state, ...change };
    const changed = this.#take(next);
    if (changed.size === 0) return;
    this.#place.write(writeState(next), isStep);
    this.#tell(changed);
  }

  /** Takes what the link says by now: somebody went back, or wrote another. */
  readLink(): void {
    const changed = this.#take(parseState(this.#place.read()));
    if (changed.size > 0) this.#tell(changed);
  }

  /** Forgets every filter and choice, but for the view and the time zone. */
  clear(): void {
    const { view, tz } = this.#state;
    this.update({ ...EMPTY, view, tz });
  }

  /** @returns what has changed */
  #take(next: State): ReadonlySet<StateKey> {
    const changed = new Set(KEYS.filter((key) => next[key] !== this.#state[key]));
    this.#state = next;
    return changed;
  }

  #tell(changed: ReadonlySet<StateKey>): void {
    const state = this.#state;
    for (const listener of [...this.#listeners]) listener(state, changed);
  }
}
