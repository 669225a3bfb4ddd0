import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { ChunkOutcome, StoreOutcome } from '../../shared/chunk-result.ts';
import { isSameSize } from '../../shared/network-size.ts';
import { NUMBERS, type PackedFrame, type PackedResult } from '../../shared/packed-result.ts';
import { stretchesOf } from './chunk-stretches.ts';
import { ColumnAppender } from './column-appender.ts';
import { settleRuns } from './completion.ts';
import { ConfidenceSums } from './confidence-sums.ts';
import { dedupeBatch, ledgerKeyOf } from './dedupe-batch.ts';
import { DetectionAppender } from './detection-appender.ts';
import { type KnownBatch, type KnownRun, knownChunks } from './known-chunks.ts';
import { labelNumbers } from './label-numbers.ts';
import { addToTotals, recountRun } from './run-totals.ts';
import { SecondSums } from './second-sums.ts';
import { sumRunAnew } from './sum-run-anew.ts';
import { timestampOf } from './timestamp.ts';
import { withCarried } from './with-carried.ts';

/** Writes the results of a batch that are new, their ledger rows and what follows for their runs; part of a transaction. */
export async function storeChunks(
  connection: DuckDBConnection,
  results: readonly PackedResult[],
  now: Date,
): Promise<readonly StoreOutcome[]> {
  const known = await knownChunks(connection, results);
  const given = await withCarried(connection, results, known);
  const timely = given.filter((result) => result !== 'early');
  const { write, replace, outcomes: told } = dedupeBatch(timely, known);
  const outcomesInOrder = told.values();
  const outcomes = given.map((result) => (result === 'early' ? result : outcomesInOrder.next().value!));
  await countDiscarded(connection, results, outcomes);
  if (write.length === 0) return outcomes;
  const runNoOf = (runId: string) => known.runs.get(runId)!.runNo;
  const replacedRuns = new Set(replace.map(({ runId }) => runNoOf(runId)));
  await forgetChunks(connection, replace, known);
  const sorted = write.toSorted((a, b) => runNoOf(a.runId) - runNoOf(b.runId) || a.chunkIndex - b.chunkIndex);
  await appendRows(connection, sorted, known.runs, now);
  await addToTotals(connection, sorted, runNoOf);
  for (const runNo of replacedRuns) await recountRun(connection, runNo);
  const changed = [...new Set(write.map(({ runId }) => known.runs.get(runId)!))];
  const ended = changed.filter(({ hasEnded }) => hasEnded);
  await settleRuns(
    connection,
    ended.map(({ runNo }) => runNo),
    now,
  );
  return outcomes;
}

/** Takes chunks out of the ledger that give way to better results, with what was stored of their frames. */
async function forgetChunks(
  connection: DuckDBConnection,
  replaced: readonly PackedResult[],
  { runs, lackingFrames }: KnownBatch,
): Promise<void> {
  const thinned = new Set<number>();
  for (const result of replaced) {
    const { chunkIndex, firstFrameIndex: first, frameCount, frames, failures } = result;
    const { runNo } = runs.get(result.runId)!;
    await connection.run('DELETE FROM chunks WHERE run_no = $runNo AND chunk_index = $chunkIndex', {
      runNo,
      chunkIndex,
    });
    if (lackingFrames.get(ledgerKeyOf(result)) === frameCount) continue; // nothing was stored of it
    thinned.add(runNo);
    const last = Math.max(first, frames.at(-1)?.frameIndex ?? 0, failures.at(-1)?.frameIndex ?? 0);
    for (const table of ['frames', 'detections']) {
      await connection.run(
        `DELETE FROM ${table} WHERE run_no = $runNo AND frame_index BETWEEN $first::BIGINT AND $last::BIGINT`,
        { runNo, first, last },
      );
    }
  }
  for (const runNo of thinned) await sumRunAnew(connection, runNo);
}

/** Keeps count of what came for a run and does not belong to it. */
async function countDiscarded(
  connection: DuckDBConnection,
  results: readonly ChunkOutcome[],
  outcomes: readonly StoreOutcome[],
): Promise<void> {
  const counts = new Map<string, number>();
  results.forEach(({ runId }, index) => {
    const outcome = outcomes[index];
    if (outcome === 'stale' || outcome === 'refused') counts.set(runId, (counts.get(runId) ?? 0) + 1);
  });
  for (const [runId, count] of counts) {
    await connection.run(
      'UPDATE runs SET discarded_results = discarded_results + $count::BIGINT WHERE run_id = $runId',
      {
        runId,
        count,
      },
    );
  }
}

async function appendRows(
  connection: DuckDBConnection,
  results: readonly PackedResult[],
  runs: ReadonlyMap<string, KnownRun>,
  now: Date,
): Promise<void> {
  const labels = await labelNumbers(connection, results);
  const appenders: (ColumnAppender | DetectionAppender)[] = [];
  const opened = <T extends ColumnAppender | DetectionAppender>(appender: T): T => {
    appenders.push(appender);
    return appender;
  };
  try {
    const chunks = opened(await ColumnAppender.create(connection, 'chunks'));
    const frames = opened(await ColumnAppender.create(connection, 'frames'));
    const detections = opened(await DetectionAppender.create(connection));
    const seconds = opened(await ColumnAppender.create(connection, 'seconds'));
    const labelSeconds = opened(await ColumnAppender.create(connection, 'label_seconds'));
    const minutes = opened(await ColumnAppender.create(connection, 'minutes'));
    const labelMinutes = opened(await ColumnAppender.create(connection, 'label_minutes'));
    const confidenceSums = opened(await ColumnAppender.create(connection, 'confidence_sums'));
    const sums = new SecondSums();
    const byConfidence = new ConfidenceSums();
    for (const result of results) {
      const run = runs.get(result.runId)!;
      for (const row of chunkRows(run, result, now)) chunks.add(row);
      if (result.state === 'failed') continue;
      const labelNosOfChunk = result.labels.map((label) => labels.get(label)!);
      let at = 0;
      for (const frame of result.frames) {
        const numbers = result.numbers.subarray(at, at + frame.detectionCount * NUMBERS);
        const labelNos = labelNosOf(numbers, labelNosOfChunk);
        addFrame(frames, run, frame);
        detections.addFrame(run.runNo, frame, numbers, labelNos);
        sums.add(run.runNo, frame, labelNos);
        byConfidence.add(run.runNo, frame, numbers, labelNos);
        at += numbers.length;
      }
    }
    for (const row of sums.secondRows()) seconds.add(row);
    for (const row of sums.labelRows()) labelSeconds.add(row);
    const byMinute = sums.byMinute();
    for (const row of byMinute.rows()) minutes.add(row);
    for (const row of byMinute.labelRows()) labelMinutes.add(row);
    for (const row of byConfidence.rows()) confidenceSums.add(row);
    for (const appender of appenders) appender.close();
  } catch (error) {
    for (const appender of appenders) appender.abandon();
    throw error;
  }
}

function labelNosOf(numbers: Float64Array, ofChunk: readonly number[]): number[] {
  const labelNos: number[] = [];
  for (let at = 0; at < numbers.length; at += NUMBERS) labelNos.push(ofChunk[numbers[at]!]!);
  return labelNos;
}

/** One for each stretch of frames with the same outcome; the time in the model is shared by those that were stored. */
function chunkRows({ runNo }: KnownRun, result: PackedResult, now: Date): DuckDBValue[][] {
  const { chunkIndex, workerId, inferenceMs, attempts } = result;
  const msPerFrame = inferenceMs / Math.max(1, result.frames.length);
  const storedAt = timestampOf(now.getTime());
  return stretchesOf(result).map(({ state, error, firstFrameIndex, frameCount, frames }) => {
    const work = [state, error, workerId, msPerFrame * frames.length, attempts, storedAt];
    const times = frames.map(({ ptsSeconds }) => ptsSeconds);
    const extent = times.length === 0 ? [null, null] : [Math.min(...times), Math.max(...times)];
    return [runNo, chunkIndex, firstFrameIndex, frameCount, ...work, ...extent];
  });
}

function addFrame(frames: ColumnAppender, run: KnownRun, frame: PackedFrame): void {
  const { frameIndex, ptsSeconds, capturedAt, detectionCount, carriedFrom = null } = frame;
  const time = capturedAt === null ? null : timestampOf(capturedAt);
  const size = isSameSize(frame, run) ? [null, null] : [frame.width, frame.height];
  frames.add([run.runNo, frameIndex, ptsSeconds, time, detectionCount, ...size, carriedFrom]);
}
