import type { State } from '../state.ts';

/** Something that is shown in the page, and ends when another takes its place. */
export interface Opened {
  readonly element: HTMLElement;
  /** Called when it is in the page. */
  readonly onShown?: () => void;
  /** Hears of changes that do not make another of it. */
  readonly onState?: (state: State) => void;
  close(): void;
}

/** Filters of the page, as questions about detections take them; without runs and videos. */
export type DetectionFilter = Readonly<Record<string, string>>;
