import type { Api } from './api.ts';
import type { Signal } from './signal.ts';
import type { Source } from './sources/source.ts';
import type { StateStore } from './state.ts';
import type { Found } from './timeline/found.ts';

/** What the page gives to a view. */
export interface ViewTools {
  /** Filters and choices; whoever changes them changes the link. */
  readonly store: StateStore;
  /** Asks the service. */
  readonly api: Api;
  /** All runs of the store, with the videos that they are of; `null` until they are known. */
  readonly sources: Signal<readonly Source[] | null>;
  /** Which zones the service keeps, as `GET /v1/zones` tells their version: others after they were changed; empty until that is known. */
  readonly zonesVersion: Signal<string>;
  /** What is found by the filters, in bins of time. */
  readonly found: Signal<Found>;
  /** The colour of a label, the same everywhere. */
  readonly colourOf: (label: string) => string;
  /** Says something to who looks, and to who listens; of errors what went wrong. */
  readonly tell: (message: string | Error) => void;
}

/** A part of the page that is shown by itself: the one that `view` of the state names. */
export interface View {
  /** As the link has it. */
  readonly name: string;
  /** As its tab is called. */
  readonly title: string;
  /**
   * Shows itself in an empty element, follows the state, and returns what ends it: no question of it is under way then, and no listener
   * left. It may throw, or reject: the page tells it.
   */
  mount(element: HTMLElement, tools: ViewTools): (() => void) | Promise<() => void>;
}
