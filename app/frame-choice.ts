import type { RunSettings } from '../shared/run.ts';
import type { Shape } from '../shared/shape.ts';
import type { Tiles } from '../shared/tiles.ts';
import { type TimeRange, windowOf } from '../shared/time-ranges.ts';

/** What of a source is looked at, as it is asked for. */
export interface FrameChoice extends Pick<RunSettings, 'start' | 'end'> {
  /** Times to look at, of those between `start` and `end`; empty: all of them. */
  readonly range: readonly TimeRange[];
  /** Whether only key frames are looked at. */
  readonly keyframes: boolean;
  /** Whether only the first frame of each scene is looked at. */
  readonly scenes: boolean;
  /** How much that differs from the frame before, 0..1; `null`: as `SCENE_THRESHOLD`. */
  readonly sceneThreshold: number | null;
  readonly deinterlace: boolean;
  /** Part of the picture to look at; `null`: all of it. */
  readonly roi: Shape | null;
  /** Parts of the picture to blank. */
  readonly mask: readonly Shape[];
  /** How many tiles the picture is cut into; `null`: it is not. */
  readonly tiles: Pick<Tiles, 'columns' | 'rows'> | null;
  /** Part of a tile that it shares with the next one; `null`: as `TILE_OVERLAP`. */
  readonly overlap: number | null;
}

/** Of tiles unless something else is asked for: what is no wider than a fifth of one lies in some tile as a whole. */
export const TILE_OVERLAP = 0.2;

/** Cuts between unlike pictures score well above it, what moves within a scene well below: docs/choosing.md has figures. */
export const SCENE_THRESHOLD = 0.2;

/** Everything is looked at, as it is. */
export const NO_CHOICE: FrameChoice = {
  ...{ start: null, end: null, range: [], keyframes: false, scenes: false, sceneThreshold: null, deinterlace: false },
  ...{ roi: null, mask: [], tiles: null, overlap: null },
};

/** The same as settings of a run: what means the same is written in one way, and what leaves nothing out is not written. */
export function chosenSettings(choice: FrameChoice) {
  const { start, end, range, keyframes, scenes, sceneThreshold, deinterlace } = choice;
  const { roi, mask, tiles, overlap } = choice;
  return {
    ...(windowOf(range, { start, end }) ?? { start, end }),
    ...(keyframes && { keyframes }),
    ...(scenes && { scenes: sceneThreshold ?? SCENE_THRESHOLD }),
    ...(deinterlace && { deinterlace }),
    ...(roi && { roi }),
    ...(mask.length > 0 && { mask: inOneOrder(mask) }),
    ...(tiles && { tiles: { ...tiles, overlap: overlap ?? TILE_OVERLAP } }),
  } satisfies Partial<RunSettings>;
}

/** What is wrong with a choice, each as a sentence. */
export function choiceFaults(choice: FrameChoice): string[] {
  const { start, end, range, scenes, sceneThreshold, tiles, overlap } = choice;
  const faults: string[] = [];
  if (start !== null && end !== null && end <= start) faults.push('Expected `--end` to be later than `--start`.');
  else if (windowOf(range, { start, end }) === null) {
    const limits = [start === null ? [] : `\`--start ${start}\``, end === null ? [] : `\`--end ${end}\``].flat();
    faults.push(`Expected \`--range\` to name times within ${limits.join(' and ')}, got none.`);
  }
  if (sceneThreshold !== null && !scenes) faults.push('Expected `--scene-threshold` with `--scenes` only.');
  if (overlap !== null && tiles === null) faults.push('Expected `--overlap` with `--tiles` only.');
  return faults;
}

function inOneOrder(shapes: readonly Shape[]): Shape[] {
  return shapes.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
