import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Detection } from '../shared/detection.ts';
import { type ErrorCode, FramefleetError, messageOf } from '../shared/errors.ts';
import type { ModelManifest } from '../shared/model-manifest.ts';
import type { DetectMessage, DetectorResult, DetectReply, DetectRequest, SessionOptions } from './detector.ts';
import { createDecoder } from './model/decode/create-decoder.ts';
import type { HeadTensor } from './model/decode/decode-head.ts';

// The body of the model's thread: load once, then one chunk after the other.

const {
  manifest,
  graphPath,
  session: options,
} = workerData as {
  manifest: ModelManifest;
  graphPath: string;
  session: SessionOptions;
};
const session = await InferenceSession.create(graphPath, {
  executionProviders: ['cpu'],
  intraOpNumThreads: options.threads,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  extra: { session: { intra_op: { allow_spinning: options.allowSpinning ? '1' : '0' } } },
});

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
parentPort?.postMessage('ready');

function post(reply: DetectReply): void {
  parentPort?.postMessage(reply);
}

/** One frame a call: larger batches gain nothing on a CPU and lose cache (test/bench/batch.ts). */
async function detect({ frames, options }: DetectRequest): Promise<DetectorResult> {
  const { input } = manifest;
  const frameBytes = frames.width * frames.height * 3;
  const decode = createDecoder(manifest, options);
  const found: Detection[][] = [];
  let inferenceMs = 0;
  for (let i = 0; i < frames.count; i++) {
    const pixels = frames.pixels.subarray(i * frameBytes, (i + 1) * frameBytes);
    const tensor = new Tensor(input.type, input.type === 'uint8' ? pixels : unitFloats(pixels), [
      1,
      frames.height,
      frames.width,
      3,
    ]);
    const started = performance.now();
    const outputs = await session.run({ [input.name]: tensor });
    inferenceMs += performance.now() - started;
    found.push(decode(outputs as Record<string, HeadTensor>, 0, options.source));
  }
  return { frames: found, inferenceMs };
}

/** For graphs of others that take floats in 0..1: a table turns each byte into its float. */
function unitFloats(pixels: Uint8Array): Float32Array {
  return Float32Array.from(pixels, (value) => value / 255);
}
