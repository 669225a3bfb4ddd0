import { isSame, mostOf } from './seen.ts';
import type { Stretch } from './stretches.ts';

/** Less than this nobody reads. */
const MIN_CUE_SECONDS = 1;

/**
 * What is seen when, in stretches that can be read: one that is shorter than a second takes what follows until it lasts one, and then
 * says of each label the most that was seen at once. Neighbours that say the same are one; where nothing is seen there is none.
 */
export async function* cuesOf(stretches: AsyncIterable<Stretch>): AsyncGenerator<Stretch> {
  let open: Stretch | null = null;
  for await (const cue of readable(stretches)) {
    if (open && open.to === cue.from && isSame(open.seen, cue.seen)) {
      open = { from: open.from, to: cue.to, seen: open.seen } satisfies Stretch;
      continue;
    }
    if (open) yield open;
    open = cue;
  }
  if (open) yield open;
}

async function* readable(stretches: AsyncIterable<Stretch>): AsyncGenerator<Stretch> {
  let cue: Stretch | null = null;
  for await (const stretch of stretches) {
    let rest: Stretch = stretch;
    if (cue && cue.to === stretch.from && cue.to < cue.from + MIN_CUE_SECONDS) {
      const to: number = Math.min(stretch.to, cue.from + MIN_CUE_SECONDS);
      cue = { from: cue.from, to, seen: mostOf(cue.seen, stretch.seen) };
      rest = { ...stretch, from: to };
    }
    if (rest.from === rest.to) continue;
    if (cue) yield cue;
    cue = rest.seen.size > 0 ? rest : null;
  }
  if (cue) yield cue;
}
