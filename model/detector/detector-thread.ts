import { parentPort } from 'node:worker_threads';
import { Tensor } from 'onnxruntime-node';
import type { Detection } from '../../shared/detection.ts';
import { type ErrorCode, FramefleetError, messageOf } from '../../shared/errors.ts';
import { createDecoder } from '../heads/create-decoder.ts';
import type { HeadTensor } from '../heads/decode-head.ts';
import { openSession } from '../runtime/open-session.ts';
import type {
  DetectMessage,
  DetectorReady,
  DetectorResult,
  DetectorSource,
  DetectReply,
  DetectRequest,
} from './threaded-detector.ts';

// The body of the model's thread: load once, then one chunk after the other.

const source = await new Promise<DetectorSource>((resolve) => parentPort?.once('message', resolve));
const { graph, home, session: options } = source;
const { manifest } = graph;
const { session, cacheFault } = await openSession(graph, home, options);

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
  const { input } = manifest;
  const frameBytes = frames.width * frames.height * 3;
  const decode = createDecoder(manifest, options);
  const found: Detection[][] = [];
  let inferenceMs = 0;
  for (let i = 0; i < frames.count; i++) {
    const pixels = frames.pixels.subarray(i * frameBytes, (i + 1) * frameBytes);
    const tensor = new Tensor('uint8', pixels, [1, frames.height, frames.width, 3]);
    const started = performance.now();
    const outputs = await session.run({ [input.name]: tensor });
    inferenceMs += performance.now() - started;
    found.push(decode(outputs as Record<string, HeadTensor>, 0, options.sources[i]!));
  }
  return { frames: found, inferenceMs };
}
