import type { State } from '../state.ts';

/** Something that is shown in the page, and ends when another takes its place. */
export interface Opened {
  readonly element: HTMLElement;
  /** Called when it is in the page. */
  readonly onShown?: () => void;
  /** Hears of changes that need not make another of it. @returns whether this one does */
  readonly onState?: (state: State) => boolean;
  close(): void;
}
