import { FramefleetError } from '../../shared/errors.ts';
import type { RunLedger } from '../../shared/ports.ts';
import type { DroppedChunk, EndOfInput, LedgerSpan, OpenRun, RunRecord } from '../../shared/run.ts';

type Entry = { state: LedgerSpan['state']; frameCount: number };

/** A ledger in memory with the contract of the results service's. */
export class MemoryLedger implements RunLedger {
  readonly runs = new Map<
    string,
    { opened: OpenRun; generation: number; end: EndOfInput | null; chunks: Map<number, Entry> }
  >();

  async open(run: OpenRun): Promise<RunRecord> {
    const known = this.runs.get(run.runId);
    if (!known || run.force) {
      const generation = (known?.generation ?? 0) + 1;
      this.runs.set(run.runId, { opened: run, generation, end: null, chunks: new Map() });
    }
    return this.read(run.runId);
  }

  async read(runId: string): Promise<RunRecord> {
    const { opened, generation, end, chunks } = this.#run(runId);
    const sum = (state: string) =>
      [...chunks.values()].filter((c) => c.state === state).reduce((total, c) => total + c.frameCount, 0);
    const counts = { storedFrames: sum('stored'), failedFrames: sum('failed'), droppedFrames: sum('dropped') };
    const accounted = counts.storedFrames + counts.failedFrames + counts.droppedFrames;
    return {
      runId,
      generation,
      videoId: opened.video.videoId,
      uri: opened.video.uri,
      modelId: opened.model.modelId,
      modelSha256: opened.model.modelSha256,
      settings: opened.settings,
      createdAt: '',
      completedAt: null,
      state: end !== null && accounted === end.sampledFrames ? 'complete' : 'open',
      sampledFrames: end?.sampledFrames ?? null,
      inputError: end?.inputError ?? null,
      ...counts,
      detections: 0,
      inferenceMs: 0,
      discardedResults: 0,
    };
  }

  async spans(runId: string): Promise<LedgerSpan[]> {
    return [...this.#run(runId).chunks]
      .sort(([a], [b]) => a - b)
      .map(([index, { state }]) => ({ firstChunkIndex: index, lastChunkIndex: index, state }));
  }

  async drop(runId: string, { chunkIndex, frameCount }: DroppedChunk): Promise<void> {
    this.account(runId, chunkIndex, { state: 'dropped', frameCount });
  }

  async endInput(runId: string, end: EndOfInput): Promise<RunRecord> {
    this.#run(runId).end = end;
    return this.read(runId);
  }

  /** What the results service does when it ingests a chunk; the second time it changes nothing. */
  account(runId: string, chunkIndex: number, entry: Entry): void {
    const { chunks } = this.#run(runId);
    if (!chunks.has(chunkIndex)) chunks.set(chunkIndex, entry);
  }

  #run(runId: string) {
    const run = this.runs.get(runId);
    if (!run) throw new FramefleetError('RUN_NOT_FOUND', `no run ${runId}`);
    return run;
  }
}
