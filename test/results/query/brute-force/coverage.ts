import type { CoverageRow, RawFilter } from '../../../../shared/questions.ts';
import { CHUNK, isFailed, RUNS, type StoredFrame } from './stored.ts';

/** What was looked at and what was not, chunk by chunk, of runs that are all open. */
export function coverageByHand(frames: readonly StoredFrame[], { run, from, to }: RawFilter): CoverageRow[] {
  const asked = RUNS.filter(({ runId }) => run === undefined || run.split(',').includes(runId));
  const rows = asked.flatMap(({ runId, videoId, chunks }) => {
    const states = Array.from({ length: chunks }, (_, chunk) => isFailed(chunk));
    const stretches: { state: string; chunks: number[] }[] = [];
    for (const [chunk, failed] of states.entries()) {
      const state = failed ? 'failed' : 'looked';
      if (stretches.at(-1)?.state === state) stretches.at(-1)!.chunks.push(chunk);
      else stretches.push({ state, chunks: [chunk] });
    }
    const timesOf = (ofChunks: readonly number[]) =>
      frames
        .filter((frame) => frame.runId === runId && ofChunks.includes(Math.floor(frame.frameIndex / CHUNK)))
        .map(({ ptsSeconds }) => ptsSeconds);
    const known: CoverageRow[] = stretches.map(({ state, chunks: ofStretch }, index) => {
      const times = timesOf(ofStretch);
      if (state === 'looked') {
        return { runId, videoId, state, from: Math.min(...times), to: Math.max(...times), frames: times.length };
      }
      const [before, behind] = [stretches[index - 1], stretches[index + 1]];
      return {
        ...{ runId, videoId, state, frames: ofStretch.length * CHUNK },
        from: before ? Math.max(...timesOf(before.chunks)) : null,
        to: behind ? Math.min(...timesOf(behind.chunks)) : null,
      };
    });
    const last = known.findLast(({ state }) => state === 'looked')?.to ?? null;
    return [...known, { runId, videoId, state: 'missing', from: last, to: null, frames: null }];
  });
  return rows.filter(
    (row) =>
      (from === undefined || row.to === null || row.to >= Number(from)) &&
      (to === undefined || row.from === null || row.from < Number(to)),
  );
}
