import type { CoverageRow, RawFilter } from '../../../../shared/questions.ts';
import { bruteForce, countSeen, isAsked } from './answer.ts';
import type { Question } from './question.ts';
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

/** The same, with the stretches that were looked at in parts: where what is asked for was found, and where nothing was. */
export function foundCoverageByHand(frames: readonly StoredFrame[], question: Question, gap: number): CoverageRow[] {
  const { runs, from, to } = question;
  const plain = coverageByHand(frames, {
    ...(runs && { run: runs.join(',') }),
    ...(from !== null && { from: String(from) }),
    ...(to !== null && { to: String(to) }),
  });
  const taken = new Set<StoredFrame>();
  return plain.flatMap((row): CoverageRow[] => {
    if (row.state !== 'looked') return [row];
    const ofRow = frames
      .filter((frame) => frame.runId === row.runId && frame.ptsSeconds <= row.to! && !taken.has(frame))
      .sort((a, b) => a.ptsSeconds - b.ptsSeconds || a.frameIndex - b.frameIndex);
    for (const frame of ofRow) taken.add(frame);
    const asked = ofRow.filter((frame) => isAsked(frame, question));
    const isFound = asked.map((frame) => isFoundIn(frame, frames, question));
    for (const [place, one] of asked.entries()) {
      const next = isFound.indexOf(true, place + 1);
      const isNear = isFound[place] && next > 0 && asked[next]!.ptsSeconds - one.ptsSeconds <= gap;
      if (isNear) isFound.fill(true, place, next);
    }
    const parts: StoredFrame[][] = [];
    for (const [place, frame] of asked.entries()) {
      const before = asked[place - 1];
      const isSame = before && isFound[place - 1] === isFound[place];
      const isApart = isFound[place] && before && frame.ptsSeconds - before.ptsSeconds > gap;
      if (isSame && !isApart) parts.at(-1)!.push(frame);
      else parts.push([frame]);
    }
    return parts.map((part) => ({
      ...row,
      state: isFound[asked.indexOf(part[0]!)] ? 'found' : 'nothing',
      ...{ from: part[0]!.ptsSeconds, to: part.at(-1)!.ptsSeconds, frames: part.length },
    }));
  });
}

function isFoundIn(frame: StoredFrame, frames: readonly StoredFrame[], question: Question): boolean {
  const { where, near, labels, notLabels } = question;
  if (where && near === null && labels.length + notLabels.length === 0) {
    return where.holds((label) => countSeen(frame, label, question));
  }
  return bruteForce(frames, question).some((found) => found.frame === frame);
}
