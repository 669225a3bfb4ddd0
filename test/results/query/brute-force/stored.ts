import type { DuckDbStore } from '../../../../results/store/duckdb-store.ts';
import type { CarriedFrame } from '../../../../shared/chunk-result.ts';
import type { Detection, FrameDetections } from '../../../../shared/detection.ts';
import { ofRun, sampleFrame, sampleResult, sampleRun } from '../../fixtures/samples.ts';
import type { Random } from './random.ts';

export const LABELS = ['person', 'car', 'dog', 'traffic, light'];

/** A frame as it was stored, with what is known of its run. */
export interface StoredFrame extends FrameDetections {
  readonly runId: string;
  /** In the order in which runs were opened. */
  readonly runNo: number;
  readonly videoId: string;
  readonly modelSha256: string;
  /** Milliseconds since the epoch; `null` where nobody knows. */
  readonly clockMs: number | null;
}

/** Frames of a chunk. */
export const CHUNK = 4;
const CHUNKS = 12;
const RECORDED = '2026-03-28T22:30:00.000Z';

/** Runs with all that is odd: two over one video, times that jump back and come twice, frames of other sizes, a camera, no clock, one frame, none. */
export const RUNS = [
  { runId: 'r1', videoId: 'v1', recordedAt: RECORDED, step: 0.25, isCamera: false, chunks: CHUNKS },
  { runId: 'r2', videoId: 'v1', recordedAt: RECORDED, step: 0.25, isCamera: false, chunks: CHUNKS },
  { runId: 'r3', videoId: 'v2', recordedAt: '2026-03-29T00:00:00.500Z', step: 400, isCamera: false, chunks: CHUNKS },
  { runId: 'r4', videoId: 'v3', recordedAt: null, step: 37, isCamera: true, chunks: CHUNKS },
  { runId: 'r5', videoId: 'v4', recordedAt: null, step: 1, isCamera: false, chunks: 1 },
  { runId: 'r6', videoId: 'v5', recordedAt: RECORDED, step: 1, isCamera: false, chunks: 1, frames: 1 },
  { runId: 'r7', videoId: 'v6', recordedAt: RECORDED, step: 1, isCamera: false, chunks: 0 },
] as const;

/** Whether the frames of a chunk could not be looked at. */
export function isFailed(chunk: number): boolean {
  return chunk % 5 === 3;
}

/** Stores random runs. @returns their frames, in the order of runs and frames */
export async function storeRandomRuns(store: DuckDbStore, random: Random): Promise<StoredFrame[]> {
  const stored: StoredFrame[] = [];
  for (const [index, { runId, videoId, recordedAt, step, isCamera, chunks, ...more }] of RUNS.entries()) {
    const length = 'frames' in more ? more.frames : CHUNK;
    const modelSha256 = `${index % 2}`.repeat(64);
    const source = recordedAt === null ? null : ('flag' as const);
    const video = {
      videoId,
      uri: `/videos/${videoId}.mp4`,
      recordedAt,
      recordedAtSource: source,
      width: 100,
      height: 100,
    };
    const run = await store.ledger.open(
      sampleRun({
        runId,
        model: { labels: LABELS, modelSha256 },
        video: { ...video, durationSeconds: null, ...(isCamera ? { contentHash: null } : {}) },
        settings: { confidence: index / 10 },
      }),
    );
    const sources = new Map<number, FrameDetections>();
    const results = Array.from({ length: chunks }, (_, chunk) => {
      if (isFailed(chunk)) return sampleResult(chunk, { runId, state: 'failed', error: 'no', frames: [] });
      const carried: CarriedFrame[] = [];
      const frames = Array.from({ length }, (_, at) => {
        const frame = frameOf(chunk * CHUNK + at, step, isCamera, random);
        const source = sources.get(frame.frameIndex - 3);
        const isCarried = source !== undefined && frame.frameIndex % 5 === 2;
        const { width, height, detections } = isCarried ? source : frame;
        const shown = { ...frame, width, height, detections };
        sources.set(frame.frameIndex, shown);
        if (isCarried) carried.push(carriedFrom(source, shown));
        return shown;
      });
      const recorded = recordedAt === null ? null : Date.parse(recordedAt);
      for (const frame of frames) {
        const clockMs = isCamera ? frame.capturedAt : recorded === null ? null : recorded + frame.ptsSeconds * 1000;
        stored.push({ ...frame, runId, runNo: index, videoId, modelSha256, clockMs });
      }
      const looked = frames.filter(({ frameIndex }) => !carried.some((one) => one.frameIndex === frameIndex));
      return sampleResult(chunk, { runId, frameCount: length, frames: looked, ...(carried.length > 0 && { carried }) });
    });
    // as several workers would hand them over
    const parts = [results.filter((_, at) => at % 2 === 1), results.filter((_, at) => at % 2 === 0)];
    for (let part = parts.shift(); part; part = parts.shift()) {
      const outcomes = await store.storeChunks(ofRun(run, part));
      const early = part.filter((_, at) => outcomes[at] === 'early');
      if (early.length > 0) parts.push(early);
    }
  }
  return stored;
}

function carriedFrom(
  { frameIndex: source }: FrameDetections,
  { detections: _, ...frame }: FrameDetections,
): CarriedFrame {
  return { ...frame, from: { frameIndex: source, chunkIndex: Math.floor(source / CHUNK) } };
}

function frameOf(frameIndex: number, step: number, isCamera: boolean, random: Random): FrameDetections {
  const jump = frameIndex > 30 ? -6 * step : 0; // a clock that was set back
  const ptsSeconds = Math.max(0, Math.floor(frameIndex / 1.2) * step + jump);
  const capturedAt = isCamera ? Date.parse('2026-03-29T00:10:00Z') + frameIndex * 97_250 : null;
  const size = random.chance(0.2) ? { width: 200, height: 100 } : { width: 100, height: 100 };
  const detections = Array.from({ length: random.chance(0.3) ? 0 : random.whole(1, 5) }, () => detectionOf(random));
  return sampleFrame(frameIndex, { ptsSeconds, capturedAt, ...size, detections });
}

function detectionOf(random: Random): Detection {
  const classId = random.whole(0, LABELS.length - 1);
  const [x, y] = [random.whole(-2, 20) * 5, random.whole(-2, 18) * 5];
  const box = [x, y, x + random.whole(0, 8) * 5, y + random.whole(1, 8) * 5] as const;
  return { box, classId, label: LABELS[classId]!, confidence: confidenceOf(random.whole(0, 59)) };
}

/** One of the twentieths from 0.05 to 1, or the FLOAT before or behind it. */
function confidenceOf(place: number): number {
  const bits = new Int32Array(Float32Array.of((1 + Math.floor(place / 3)) / 20).buffer);
  bits[0]! += (place % 3) - 1;
  return Math.min(1, new Float32Array(bits.buffer)[0]!);
}
