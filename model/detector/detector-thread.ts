import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import type { Detection } from '../../shared/detection.ts';
import { type ErrorCode, FramefleetError, ModelError, messageOf } from '../../shared/errors.ts';
import type { DetectorResult } from '../../shared/inference.ts';
import { createDecoder } from '../heads/create-decoder.ts';
import type { HeadTensor } from '../heads/decode-head.ts';
import { openSession } from '../runtime/open-session.ts';
import type {
  DetectMessage,
  DetectorReady,
  DetectorSource,
  DetectReply,
  DetectRequest,
  RuntimeLoaded,
} from './detector-messages.ts';
import { frameBatches } from './frame-batches.ts';

// The body of the model's thread: load once, then one chunk after the other.

parentPort?.postMessage('runtime loaded' satisfies RuntimeLoaded);
const source = await new Promise<DetectorSource>((resolve) => parentPort?.once('message', resolve));
const { model, home, session: options } = source;
const { manifest } = model;
/** A graph that ran once on a GPU, at the same sizes, fails with the GPU: its driver was reset, or others took its memory. */
const runtimeFault: ErrorCode = options.device === 'gpu' ? 'GPU_UNAVAILABLE' : 'INFERENCE_FAILED';
const { session, batch, cacheFault } = await openSession(model, home, options);

const urgent: DetectRequest[] = [];
const ordinary: DetectRequest[] = [];
let isWorking = false;

parentPort?.on('message', (message: DetectMessage) => {
  take(message);
  if (!isWorking) void work();
});
parentPort?.postMessage({ cacheFault } satisfies DetectorReady);

function take(message: DetectMessage): void {
  if (message === 'close') parentPort?.close();
  else (message.isUrgent ? urgent : ordinary).push(message);
}

async function work(): Promise<void> {
  isWorking = true;
  for (let next = urgent.shift() ?? ordinary.shift(); next; next = urgent.shift() ?? ordinary.shift())
    await serve(next);
  isWorking = false;
}

async function serve(request: DetectRequest): Promise<void> {
  const { id } = request;
  try {
    post({ id, result: await detect(request) });
  } catch (error) {
    const code: ErrorCode = error instanceof FramefleetError ? error.code : runtimeFault;
    post({ id, error: { code, message: messageOf(error) } });
  }
}

/** Serves one urgent request, if there is one: a stream of them takes half the time at most. */
async function serveUrgent(): Promise<void> {
  // the runtime keeps the thread from its events
  for (let come = receiveMessageOnPort(parentPort!); come; come = receiveMessageOnPort(parentPort!)) take(come.message);
  const request = urgent.shift();
  if (request) await serve(request);
}

function post(reply: DetectReply): void {
  parentPort?.postMessage(reply);
}

async function detect({ frames, options, isUrgent }: DetectRequest): Promise<DetectorResult> {
  let dropped = 0;
  const decode = createDecoder(manifest, options, (count) => {
    dropped = count;
  });
  const found: Detection[][] = [];
  let droppedBoxes = 0;
  let inferenceMs = 0;
  for (const { pixels, first, count } of frameBatches(frames, batch)) {
    if (!isUrgent) await serveUrgent();
    const started = performance.now();
    const outputs = await session.run(pixels, frames, batch);
    inferenceMs += performance.now() - started;
    for (let i = 0; i < count; i++) {
      dropped = 0;
      const detections = decode(outputs as Record<string, HeadTensor>, i, options.sources[first + i]!);
      if (detections.length === 0 && dropped > 0) throw unsound(dropped);
      droppedBoxes += dropped;
      found.push(detections);
    }
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
