import { boundedSettings } from './chunk-bytes.ts';
import type { ProducedRun, ProduceOptions, ProducePorts } from './produce-options.ts';
import { produceRecording } from './recording/produce-recording.ts';

/**
 * One pass over one input: opens its run, puts the frames that the ledger does not account for on the queue, and follows the
 * run to its end when asked to. A run that is complete returns at once and decodes nothing.
 *
 * @throws {FramefleetError} of the input, ffmpeg, the queue or the ledger; what was produced before it stays, and the same
 *   call goes on from there
 */
export async function produceRun(ports: ProducePorts, options: ProduceOptions): Promise<ProducedRun> {
  const startedAt = performance.now();
  const { network, settings } = options;
  const bounded = { ...options, settings: boundedSettings(settings, network) };
  const notes: string[] = [];
  const { run, isBrokenOff } =
    options.input.kind === 'camera'
      ? await (await import('./camera/capture-camera.ts')).captureCamera(ports, bounded)
      : { run: await produceRecording(ports, bounded, (text) => notes.push(text)), isBrokenOff: false };
  const isStopped = options.stop.aborted || options.abort.aborted;
  const outcome = isBrokenOff
    ? 'broke off'
    : run.state === 'complete'
      ? 'complete'
      : isStopped
        ? 'stopped'
        : 'produced';
  return { run, outcome, notes, elapsedSeconds: (performance.now() - startedAt) / 1000 };
}
