import { pino } from 'pino';
import { preprocess } from '../../model/detector/preprocess.ts';
import type { DecodedFrame } from '../../producer/ffmpeg/decoded-frame.ts';
import { FfmpegDecoder } from '../../producer/ffmpeg/ffmpeg-decoder.ts';
import { messageOf } from '../../shared/errors.ts';
import type { Detector } from '../../shared/ports.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { DetectorCache } from '../../worker/detector-cache.ts';
import { endWithParent } from '../../worker/end-with-parent.ts';
import { FrameRate } from './frame-rate.ts';
import type { FromProcess, StudyReport, StudyTask, ToStudyProcess } from './study-messages.ts';

// One process of the study, as its program was: a loop that captures, and one that processes the newest frame. It captures with the
// producer's decoder and infers with a worker's detector.

endWithParent();
study(JSON.parse(process.argv[2]!) as StudyTask).catch((error: unknown) => tell({ failure: messageOf(error) }));

function tell(message: FromProcess<StudyReport>): void {
  process.send?.(message);
}

async function study(task: StudyTask): Promise<void> {
  const main = new FrameRate();
  const sub = new FrameRate();
  let newest: DecodedFrame | null = null;
  let wake: () => void = () => undefined;
  let shape = '';
  let countedFrom = performance.now();

  process.on('message', (message: ToStudyProcess) => {
    if (message === 'count') {
      main.reset();
      sub.reset();
      countedFrom = performance.now();
    } else if (message === 'report') {
      const seconds = (performance.now() - countedFrom) / 1000;
      tell({ fpsMain: main.perSecond(seconds), fpsSub: sub.perSecond(seconds), shape });
    }
  });

  const detector = task.inference && (await detectorOf(task));
  const first = deferred();
  const capturing = (async () => {
    for await (const frame of captured(task)) {
      main.tick();
      newest = frame;
      shape ||= `${frame.size.height}×${frame.size.width}×${task.gray ? 1 : 3}`;
      wake();
    }
  })();
  const processing = (async () => {
    for (;;) {
      while (newest === null) await new Promise<void>((resolve) => (wake = resolve));
      const frame: DecodedFrame = newest;
      newest = null;
      if (detector) await infer(detector, task, frame);
      sub.tick();
      first.resolve();
    }
  })();
  await Promise.race([first.promise, capturing, processing]);
  tell('ready');
  await Promise.race([capturing, processing]);
}

async function detectorOf({ inference, network }: StudyTask): Promise<Detector> {
  const { model, home, device, threads, allowSpinning } = inference!;
  const cache = new DetectorCache(home, { device, threads, allowSpinning }, pino({ level: 'silent' }));
  return cache.use(model, network, async (detector) => detector);
}

async function infer(detector: Detector, { gray, network }: StudyTask, frame: DecodedFrame): Promise<void> {
  const { source, size, pixels } = frame;
  const settings = runSettingsSchema.parse({ confidence: 0.999, gray, chunkFrames: 1 });
  const queued = {
    chunkId: 'study',
    frames: [{ frameIndex: 0, pts: 0, capturedAt: null, sourceWidth: source.width, sourceHeight: source.height }],
    frameWidth: size.width,
    frameHeight: size.height,
    pixelFormat: gray ? ('gray' as const) : ('rgb24' as const),
    settings,
  };
  const frames = await preprocess(queued, new Uint8Array(pixels), network); // a copy: the detector keeps it
  await detector.detect(frames, { ...settings, sources: [source] });
}

/** Frames at the pace of a camera; a decoder that is not read waits. The clip begins anew at its end. */
async function* captured(task: StudyTask): AsyncGenerator<DecodedFrame> {
  const { capture, network, scale, gray } = task;
  const frame = { frameIndex: 0, pts: 0, ordinal: 0, arrivedAt: 0, source: network, size: network };
  if (capture === null) {
    const pixels = new Uint8Array(3 * network.width * network.height).fill(128);
    for (;;) {
      yield { ...frame, pixels };
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  const input = { kind: 'file' as const, source: capture.clip, uri: capture.clip };
  const settings = runSettingsSchema.parse({ scale, gray, chunkFrames: 1 });
  let due = performance.now();
  for (;;) {
    const wanted = [{ first: 0, last: Number.MAX_SAFE_INTEGER }];
    const decoder = new FfmpegDecoder({ ffmpeg: capture.ffmpeg, input, network, settings, wanted });
    for await (const decoded of decoder.frames()) {
      yield decoded;
      due = Math.max(due + 1000 / capture.maxFps, performance.now() - 100);
      const waitMs = due - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
    await decoder.ended();
  }
}

function deferred() {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
