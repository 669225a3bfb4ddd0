import type { DuckDBConnection } from '@duckdb/node-api';
import type { CarryAnswer, SettledGap, SettledStretch } from '../../../shared/adaptive.ts';
import { type Audit, sureConfidenceOf } from '../../../shared/audit.ts';
import type { Detection } from '../../../shared/detection.ts';
import { StoreError } from '../../../shared/errors.ts';
import type { PackedResult } from '../../../shared/packed-result.ts';
import type { RunRecord } from '../../../shared/run.ts';
import { type Agreement, agreementOf } from '../../analysis/adaptive/agreement.ts';
import { type AuditAccount, auditedSums, auditOf } from '../../analysis/adaptive/audit-interval.ts';
import { movedBoxes } from '../../analysis/adaptive/moved-boxes.ts';
import { rowsOf } from '../rows.ts';
import { storeChunks } from '../store-chunks.ts';
import { carriedResultOf } from './carried-results.ts';
import { type FoundFrames, foundFrames } from './found-frames.ts';
import { placeBetween } from './place-between.ts';
import { addStretch, readStretches } from './stretch-accounts.ts';

/** Fewer detections in the frames that were audited tell little. */
const LEAST_SEEN = 12;

/**
 * Fills in the frames of a stretch that nobody looked at, where its audit is content; part of a transaction. One that is carried already
 * is left as it is.
 *
 * @param run - an adaptive one
 */
export async function carryStretch(
  connection: DuckDBConnection,
  runNo: number,
  run: RunRecord,
  stretch: SettledStretch,
  now: Date,
): Promise<CarryAnswer> {
  const { firstChunkIndex, lastChunkIndex, gaps } = stretch;
  const done = await readStretches(connection, runNo);
  if (done.some((one) => one.firstChunkIndex === firstChunkIndex)) return { outcome: 'carried', audit: null };
  const names = gaps.flatMap((gap) => [gap.from, gap.to, ...gap.frames]);
  const found = await foundFrames(connection, runNo, names);
  const filled = gaps.map((gap) => filledGap(gap, found, run));
  if (filled.some((gap) => gap === 'waiting')) return { outcome: 'waiting', audit: null };
  const whole = filled.filter((gap) => gap !== 'waiting');
  const results = whole.flatMap((gap) => gap.results);
  const account: AuditAccount = {
    carriedFrames: results.length,
    ...(await exactDetections(connection, runNo, stretch, sureConfidenceOf(run.settings.confidence))),
    ...auditedSums(whole.flatMap((gap) => gap.audited)),
  };
  const audit = auditOf([account], run.settings.confidence);
  if (!stretch.isLast) {
    const asked = run.settings.adaptive!.recall;
    if (Math.min(audit.recall, audit.precision) < asked) return { outcome: 'short', audit };
    if (!(stretch.isLenient || tellsEnough(account, audit, asked))) return { outcome: 'few', audit };
  }
  for (const outcome of await storeChunks(connection, results, now)) {
    if (outcome !== 'stored' && outcome !== 'skipped') throw misfit(run, outcome);
  }
  await addStretch(connection, runNo, { firstChunkIndex, lastChunkIndex }, account);
  return { outcome: 'carried', audit };
}

function isAudited({ audited }: SettledGap) {
  const chunks = new Set(audited);
  return ({ chunkIndex }: { readonly chunkIndex: number }) => chunks.has(chunkIndex);
}

function filledGap(gap: SettledGap, found: FoundFrames, run: RunRecord) {
  const { confidence } = run.settings;
  const [from, to] = [found.find(gap.from), found.find(gap.to)];
  if (typeof from === 'string' || typeof to === 'string') {
    if (from === 'failed' || to === 'failed') throw unlooked(run, gap);
    return 'waiting' as const;
  }
  const lookedAt = [gap.from, ...gap.frames, gap.to].flatMap((name) => {
    const seen = found.find(name);
    return typeof seen === 'string' ? [] : [{ ...name, ...seen }];
  });
  const results: PackedResult[] = [];
  const audited: { sure: Agreement; all: Agreement }[] = [];
  const wasAudited = isAudited(gap);
  for (const frame of gap.frames) {
    const seen = found.find(frame);
    const before = lookedAt.findLast(({ frameIndex }) => frameIndex < frame.frameIndex)!;
    const after = lookedAt.find(({ frameIndex }) => frameIndex > frame.frameIndex)!;
    const place = placeBetween(before, after, frame);
    const moved = movedBoxes(before.detections, after.detections, place, confidence);
    if (!wasAudited(frame)) {
      // a command that was killed had gone on, and looked at more
      if (seen === 'waiting') results.push(carriedResultOf(run, frame, before.frameIndex, moved.sort(bySureness)));
      continue;
    }
    if (seen === 'waiting') return seen;
    if (seen === 'failed') continue; // it is told as any that failed
    const agreement = (least: number) => agreementOf(moved, seen.detections, least);
    audited.push({ sure: agreement(sureConfidenceOf(confidence)), all: agreement(0) });
  }
  return { results, audited };
}

/** As detectors give them. */
function bySureness(a: Detection, b: Detection): number {
  return b.confidence - a.confidence;
}

/** Of what is stored of the stretch, that is of the frames that were looked at. */
async function exactDetections(
  connection: DuckDBConnection,
  runNo: number,
  { firstChunkIndex, lastChunkIndex }: SettledStretch,
  sure: number,
): Promise<Pick<AuditAccount, 'exact' | 'exactOfAll'>> {
  const [row] = await rowsOf<{ exact: number; exactOfAll: number }>(connection, {
    sql: `SELECT count(*) FILTER (d.confidence >= $sure)::DOUBLE AS exact, count(*)::DOUBLE AS "exactOfAll"
          FROM detections d, (
            SELECT min(first_frame_index) AS first, max(first_frame_index) AS last FROM chunks
            WHERE run_no = $runNo AND chunk_index BETWEEN $firstChunkIndex AND $lastChunkIndex
          ) c WHERE d.run_no = $runNo AND d.frame_index BETWEEN c.first AND c.last`,
    values: { runNo, firstChunkIndex, lastChunkIndex, sure },
  });
  return row!;
}

function tellsEnough(
  { exact, recall: seen }: AuditAccount,
  { recallLow, precisionLow }: Audit,
  asked: number,
): boolean {
  const isNothing = exact === 0 && seen.all === 0;
  return isNothing || seen.all >= LEAST_SEEN || Math.min(recallLow, precisionLow) >= asked;
}

function unlooked({ runId }: RunRecord, { from, to }: SettledGap): StoreError {
  return new StoreError(
    'RUN_CONFLICT',
    `Expected frames ${from.frameIndex} and ${to.frameIndex} of run \`${runId}\` to be stored, between which frames are carried, got one that failed.`,
  );
}

function misfit({ runId }: RunRecord, outcome: string): StoreError {
  return new StoreError(
    'RUN_CONFLICT',
    `Expected carried frames of run \`${runId}\` to fit it, got one that is ${outcome}.`,
  );
}
