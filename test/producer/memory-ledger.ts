import { dedupeBatch, ledgerKeyOf } from '../../results/store/dedupe-batch.ts';
import { framesOfChunk, type RunExtent } from '../../results/store/run-extent.ts';
import type { CameraGap, CaptureReport } from '../../shared/capture.ts';
import { type CarriedFrame, type ChunkResult, failedFramesOf, type StoreOutcome } from '../../shared/chunk-result.ts';
import { QueryError, StoreError } from '../../shared/errors.ts';
import { runIdOf } from '../../shared/identity.ts';
import type { RunLedger } from '../../shared/ports.ts';
import type { EndOfInput, LedgerSpan, OpenRun, RunGeneration, RunRecord } from '../../shared/run.ts';

interface Entry {
  /** `failed` as soon as one frame is. */
  readonly state: LedgerSpan['state'];
  readonly frameCount: number;
  /** Of its frames, where it is `failed`; all unless told otherwise. */
  readonly failedFrames?: number;
  readonly carriedFrames?: number;
  readonly detections?: number;
  readonly inferenceMs?: number;
}

interface MemoryRun {
  readonly opened: OpenRun;
  readonly generation: number;
  readonly createdAt: string;
  readonly chunks: Map<number, Entry>;
  /** How many detections each stored frame holds. */
  readonly found: Map<number, number>;
  end: EndOfInput | null;
  completedAt: string | null;
  discardedResults: number;
  /** Of the capture that holds it. */
  captureId: string | null;
  startedAt: string | null;
  readonly gaps: Map<string, CameraGap>;
}

/** The results service's ledger in memory, and what it does with results. */
export class MemoryLedger implements RunLedger {
  readonly runs = new Map<string, MemoryRun>();
  /** Where each video was last seen. */
  readonly #uris = new Map<string, string>();

  async open(run: OpenRun): Promise<RunRecord> {
    const known = this.runs.get(run.runId);
    if (known && !run.force) refuseOtherWork(run, known.opened);
    this.#uris.set(run.video.videoId, run.video.uri);
    if (known && !run.force) {
      for (const [index, { state }] of known.chunks) if (state === 'failed') known.chunks.delete(index);
    } else {
      const generation = Math.max((known?.generation ?? 0) + 1, Date.now());
      const createdAt = new Date().toISOString();
      const fresh = { opened: run, generation, createdAt, end: null, completedAt: null, discardedResults: 0 };
      const capture = { captureId: null, startedAt: null, gaps: new Map<string, CameraGap>() };
      this.runs.set(run.runId, { ...fresh, ...capture, chunks: new Map(), found: new Map() });
    }
    return this.read(run.runId);
  }

  async read(runId: string): Promise<RunRecord> {
    const run = this.#run(runId);
    const { opened, generation, createdAt, end, chunks, discardedResults } = run;
    const { video, model, settings } = opened;
    const entries = [...chunks.values()];
    const stored = entries.filter((entry) => entry.state !== 'dropped');
    const frames = (of: (entry: Entry) => number) => entries.reduce((sum, entry) => sum + of(entry), 0);
    const counts = {
      storedFrames: frames((entry) => entry.frameCount - lackingFramesOf(entry)),
      failedFrames: frames((entry) => (entry.state === 'failed' ? lackingFramesOf(entry) : 0)),
      droppedFrames: frames((entry) => (entry.state === 'dropped' ? lackingFramesOf(entry) : 0)),
    };
    const accounted = counts.storedFrames + counts.failedFrames + counts.droppedFrames;
    const state = end !== null && accounted === end.sampledFrames ? 'complete' : 'open';
    run.completedAt = state === 'complete' ? (run.completedAt ?? new Date().toISOString()) : null;
    return {
      ...{ runId, generation, videoId: video.videoId, uri: this.#uris.get(video.videoId)! },
      ...{ modelId: model.modelId, modelSha256: model.modelSha256, settings },
      ...{ createdAt, completedAt: run.completedAt, state },
      ...{ sampledFrames: end?.sampledFrames ?? null, inputError: end?.inputError ?? null },
      ...counts,
      carriedFrames: frames(({ carriedFrames = 0 }) => carriedFrames),
      detections: stored.reduce((sum, { detections = 0 }) => sum + detections, 0),
      inferenceMs: stored.reduce((sum, { inferenceMs = 0 }) => sum + inferenceMs, 0),
      discardedResults,
      recordedAt: run.startedAt ?? video.recordedAt,
      gaps: [...run.gaps.values()].sort((a, b) => a.fromAt.localeCompare(b.fromAt)),
    };
  }

  async spans(runId: string): Promise<LedgerSpan[]> {
    const spans: { firstChunkIndex: number; lastChunkIndex: number; state: LedgerSpan['state'] }[] = [];
    for (const [index, { state }] of [...this.#run(runId).chunks].sort(([a], [b]) => a - b)) {
      const last = spans.at(-1);
      if (last && last.state === state && last.lastChunkIndex === index - 1) last.lastChunkIndex = index;
      else spans.push({ firstChunkIndex: index, lastChunkIndex: index, state });
    }
    return spans;
  }

  async report({ runId, generation }: RunGeneration, report: CaptureReport): Promise<RunRecord> {
    const run = this.#begun(runId, generation);
    if (run.captureId !== null && run.captureId !== report.captureId) {
      throw new StoreError(
        'RUN_CONFLICT',
        `Expected run \`${runId}\` to be captured by one command, got a second one.`,
      );
    }
    run.captureId = report.captureId;
    run.startedAt ??= report.startedAt;
    for (const { chunkIndex, frameCount } of report.dropped) {
      this.account(runId, chunkIndex, { state: 'dropped', frameCount });
    }
    for (const gap of report.gaps) run.gaps.set(gap.fromAt, gap);
    return this.read(runId);
  }

  async endInput({ runId, generation }: RunGeneration, end: EndOfInput): Promise<RunRecord> {
    const run = this.#begun(runId, generation);
    run.end = end;
    for (const [index, { frameCount }] of run.chunks) {
      const [fewest, most] = framesOfChunk(extentOf(run), index);
      if (fewest <= frameCount && frameCount <= most) continue;
      run.chunks.delete(index);
      run.discardedResults++;
    }
    return this.read(runId);
  }

  /** One after the other, sources first, so that what is the same as them finds them. */
  async storeChunks(results: readonly ChunkResult[]): Promise<readonly StoreOutcome[]> {
    const inOrder = [...results.entries()].sort(([, a], [, b]) => a.chunkIndex - b.chunkIndex);
    const outcomes = new Map(inOrder.map(([index, result]) => [index, this.#store(result)]));
    return results.map((_, index) => outcomes.get(index)!);
  }

  #store(result: ChunkResult): StoreOutcome {
    const run = this.runs.get(result.runId);
    const whole = run && run.generation === result.generation ? this.#whole(run, result) : result;
    if (whole === 'early') return whole;
    const lacking = [...(run?.chunks ?? [])].map(
      ([chunkIndex, entry]) => [ledgerKeyOf({ runId: result.runId, chunkIndex }), lackingFramesOf(entry)] as const,
    );
    const extents = run ? [[result.runId, extentOf(run)] as const] : [];
    const known = { runs: new Map(extents), lackingFrames: new Map(lacking) };
    const { write, outcomes } = dedupeBatch([whole], known);
    for (const { chunkIndex, frameCount, frames, carried = [], ...written } of write) {
      const inferenceMs = frames.length > 0 ? written.inferenceMs : 0;
      const failedFrames = failedFramesOf({ chunkIndex, frameCount, ...written });
      const state = failedFrames > 0 ? 'failed' : 'stored';
      for (const { frameIndex, detections } of frames) run!.found.set(frameIndex, detections.length);
      for (const { frameIndex, from } of carried) run!.found.set(frameIndex, run!.found.get(from.frameIndex)!);
      const detections = [...frames, ...carried].reduce((sum, { frameIndex }) => sum + run!.found.get(frameIndex)!, 0);
      const counts = { failedFrames, inferenceMs, detections, carriedFrames: carried.length };
      run!.chunks.set(chunkIndex, { state, frameCount, ...counts });
    }
    const [outcome] = outcomes;
    if (outcome === 'stale' || outcome === 'refused') run!.discardedResults++;
    return outcome!;
  }

  /** With those of its frames failed whose sources did. */
  #whole({ found, chunks }: MemoryRun, result: ChunkResult): ChunkResult | 'early' {
    const { carried = [], frames, failures, chunkIndex } = result;
    const own = new Set(frames.map(({ frameIndex }) => frameIndex));
    const isThere = ({ from }: CarriedFrame) => own.has(from.frameIndex) || found.has(from.frameIndex);
    const absent = carried.filter((frame) => !isThere(frame));
    if (absent.some(({ from }) => from.chunkIndex !== chunkIndex && !chunks.has(from.chunkIndex))) return 'early';
    const failed = absent.map(({ frameIndex }) => ({ frameIndex, error: 'it is the same as one that failed' }));
    return { ...result, carried: carried.filter(isThere), failures: [...failures, ...failed] };
  }

  /** Accounts for a chunk, whatever it holds; the second time it changes nothing. */
  account(runId: string, chunkIndex: number, entry: Entry): void {
    const { chunks } = this.#run(runId);
    if (!chunks.has(chunkIndex)) chunks.set(chunkIndex, entry);
  }

  #begun(runId: string, generation: number): MemoryRun {
    const run = this.#run(runId);
    if (run.generation === generation) return run;
    throw new StoreError('RUN_CONFLICT', `Expected run \`${runId}\` of ${generation}, got it begun anew.`);
  }

  #run(runId: string): MemoryRun {
    const run = this.runs.get(runId);
    if (!run) throw new QueryError('RUN_NOT_FOUND', `Expected a run of the ledger, got \`${runId}\`.`);
    return run;
  }
}

function lackingFramesOf({ state, frameCount, failedFrames = frameCount }: Entry): number {
  return state === 'stored' ? 0 : failedFrames;
}

function extentOf({ generation, opened: { video, settings }, end }: MemoryRun): RunExtent {
  const { chunkFrames } = settings;
  return { generation, chunkFrames, sampledFrames: end?.sampledFrames ?? null, isCamera: video.contentHash === null };
}

function refuseOtherWork(run: OpenRun, known: OpenRun): void {
  const idOf = ({ video, model, settings }: OpenRun) => runIdOf(video.videoId, model.modelSha256, settings);
  if (idOf(run) === idOf(known)) return;
  const what =
    run.video.videoId !== known.video.videoId
      ? 'video'
      : run.model.modelSha256 !== known.model.modelSha256
        ? 'model'
        : 'settings';
  throw new StoreError('RUN_CONFLICT', `Expected run \`${run.runId}\` to be the same work, got other ${what}.`);
}
