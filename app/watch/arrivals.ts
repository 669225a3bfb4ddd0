import { type Input, withStream } from '../../producer/input/inputs.ts';
import { identifyVideo } from '../../producer/input/video-identity.ts';
import { FolderWatch } from '../../producer/watch/folder-watch.ts';
import { FramefleetError } from '../../shared/errors.ts';
import { runIdOf } from '../../shared/identity.ts';
import type { RunLedger } from '../../shared/ports.ts';
import type { PreparedModel, PreparedRun } from '../prepare-runs.ts';
import type { InputEnd } from '../run-events.ts';
import { type RunOptions, runSettingsOf, type WatchedFolder } from '../run-options.ts';

/** The runs of files that come into a folder. What is stored of one already is left out, so a watch may end and begin anew. */
export class Arrivals {
  readonly #watch: FolderWatch;
  readonly #model: PreparedModel;
  readonly #options: RunOptions;

  constructor(
    { folder, settleSeconds }: WatchedFolder,
    model: PreparedModel,
    options: RunOptions,
    onNote: (text: string) => void,
  ) {
    this.#watch = new FolderWatch(folder, { settleMs: settleSeconds * 1000, onNote });
    this.#model = model;
    this.#options = options;
  }

  /** @throws {FramefleetError} `INPUT_NOT_FOUND` where there is no such folder */
  async *runs(ledger: RunLedger, stop: AbortSignal): AsyncGenerator<PreparedRun> {
    for await (const file of this.#watch.completed(stop)) {
      const input = withStream(file, this.#options);
      if (!(await this.#isDone(ledger, input))) yield { ...this.#model, input, options: this.#options };
    }
  }

  /** Takes a file again whose run failed for a reason that may pass. */
  onEnd(end: InputEnd): void {
    const mayPass = end.kind === 'failed' && end.error instanceof FramefleetError && end.error.retryable;
    if (mayPass) this.#watch.again(end.input.source);
  }

  /** Whether its run is complete, and stored under the name that it has. What keeps that from being known is told by its run. */
  async #isDone(ledger: RunLedger, input: Input): Promise<boolean> {
    const { manifest, model, size } = this.#model;
    try {
      const { videoId } = await identifyVideo(input);
      const settings = runSettingsOf(this.#options, manifest.resize, size);
      const { state, uri, failedFrames } = await ledger.read(runIdOf(videoId, model.modelSha256, settings));
      return state === 'complete' && uri === input.uri && failedFrames === 0;
    } catch (error) {
      if (error instanceof FramefleetError) return false;
      throw error;
    }
  }
}
