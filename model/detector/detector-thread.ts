import { parentPort } from 'node:worker_threads';
import type { Detection } from '../../shared/detection.ts';
import { type ErrorCode, FramefleetError, ModelError, messageOf } from '../../shared/errors.ts';
import type { DetectorResult } from '../../shared/inference.ts';
import { createDecoder } from '../heads/create-decoder.ts';
import type { HeadTensor } from '../heads/decode-head.ts';
import { openSession } from '../runtime/open-session.ts';
import type { DetectMessage, DetectorReady, DetectorSource, DetectReply, DetectRequest } from './detector-messages.ts';

// The body of the model's thread: load once, then one chunk after the other.

const source = await new Promise<DetectorSource>((resolve) => parentPort?.once('message', resolve));
const { model, home, session: options } = source;
const { manifest } = model;
const { session, cacheFault } = await openSession(model, home, options);

parentPort?.on('message', (message: DetectMessage) => {
  if (message === 'close') {
    parentPort?.close();
    return;
  }
  detect(message).then(
    (result) => post({ result }),
    (error: unknown) => {
      const code: ErrorCode = error instanceof FramefleetError ? error.code : 'INFERENCE_FAILED';
      post({ error: { code, message: messageOf(error) } });
    },
  );
});
parentPort?.postMessage({ cacheFault } satisfies DetectorReady);

function post(reply: DetectReply): void {
  parentPort?.postMessage(reply);
}

/** One frame a call: larger batches gain next to nothing on a CPU (docs/speed.md). */
async function detect({ frames, options }: DetectRequest): Promise<DetectorResult> {
  const frameBytes = frames.width * frames.height * 3;
  let dropped = 0;
  const decode = createDecoder(manifest, options, (count) => {
    dropped = count;
  });
  const found: Detection[][] = [];
  let droppedBoxes = 0;
  let inferenceMs = 0;
  for (let i = 0; i < frames.count; i++) {
    const pixels = frames.pixels.subarray(i * frameBytes, (i + 1) * frameBytes);
    const started = performance.now();
    const outputs = await session.run(pixels, frames);
    inferenceMs += performance.now() - started;
    dropped = 0;
    const detections = decode(outputs as Record<string, HeadTensor>, 0, options.sources[i]!);
    if (detections.length === 0 && dropped > 0) throw unsound(dropped);
    droppedBoxes += dropped;
    found.push(detections);
  }
  return { frames: found, inferenceMs, droppedBoxes };
}

/** A frame must not count as looked at and empty when nothing that was seen in it makes sense. */
function unsound(dropped: number): ModelError {
  return new ModelError(
    'INFERENCE_FAILED',
    `Expected boxes within 16 times the frame, got ${dropped} that are not, or are no numbers, and none that is. The model is damaged, or its heads are not what its manifest says.`,
  );
}
