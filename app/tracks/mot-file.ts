import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MotBox } from '../../results/analysis/scoring/mot-box.ts';
import { MotLineError, motBoxesOf, parseMot } from '../../results/analysis/scoring/mot-text.ts';
import { scoreTracks, type TrackScore } from '../../results/analysis/scoring/score-tracks.ts';
import { type LookedAtFrame, trackObjects } from '../../results/analysis/tracking/track-objects.ts';
import { InputError, messageOf } from '../../shared/errors.ts';

const USUAL_FPS = 25;

export interface MotOptions {
  /** Detections, or tracks that are there already. */
  readonly mot: string;
  /** `null`: nothing is scored. */
  readonly truth: string | null;
  /** Frames a second; `null`: as `seqinfo.ini` beside the file says, else 25. */
  readonly fps: number | null;
}

export interface MotTracks {
  /** By frame. */
  readonly boxes: readonly MotBox[];
  /** `null` without a truth. */
  readonly score: TrackScore | null;
}

/**
 * The tracks of a MOTChallenge file: those that it has, or where it holds detections only those that they are joined to.
 *
 * @throws {InputError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE` naming the line
 */
export async function tracksOfMotFile({ mot, truth, fps }: MotOptions): Promise<MotTracks> {
  const [given, expected] = await Promise.all([readMot(mot), truth === null ? null : readMot(truth)]);
  if (expected?.some(({ trackId }) => trackId === null)) {
    throw new InputError('INPUT_UNREADABLE', `Expected \`${truth}\` to give each box its object, got boxes with -1.`);
  }
  const isTracked = given.length > 0 && given.every(({ trackId }) => trackId !== null);
  const boxes = isTracked ? given : motBoxesOf(trackObjects(framesOf(given, fps ?? (await fpsBeside(mot)))));
  // what the detections' file calls no class has none in the score either
  const hasClasses = given.some(({ classNumber }) => classNumber !== null);
  const scored = hasClasses ? boxes : boxes.map((box) => ({ ...box, classNumber: null }));
  return { boxes: scored, score: expected && scoreTracks(expected, scored) };
}

/** Every frame up to the last was looked at, also those without a row. */
function framesOf(boxes: readonly MotBox[], fps: number): LookedAtFrame[] {
  // scores of detectors that give no probabilities tell nothing across detectors: all are sure then
  const isProbability = boxes.every(({ confidence }) => confidence >= 0 && confidence <= 1);
  const count = boxes.reduce((most, { frame }) => Math.max(most, frame), 0);
  const frames = Array.from({ length: count }, (_, frameIndex) => ({
    frameIndex,
    ptsSeconds: frameIndex / fps,
    detections: [] as LookedAtFrame['detections'][number][],
  }));
  for (const { frame, box, confidence, classNumber } of boxes) {
    const classId = (classNumber ?? 1) - 1;
    const label = String(classNumber ?? 1);
    frames[frame - 1]!.detections.push({ box, confidence: isProbability ? confidence : 1, classId, label });
  }
  return frames;
}

/** @throws {InputError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE` naming the line */
export async function readMot(path: string): Promise<MotBox[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new InputError('INPUT_NOT_FOUND', `Expected a MOTChallenge file, got \`${path}\`: ${messageOf(cause)}.`, {
      cause,
    });
  });
  try {
    return parseMot(text);
  } catch (cause) {
    if (!(cause instanceof MotLineError)) throw cause;
    throw new InputError('INPUT_UNREADABLE', `${path}, ${cause.message}.`, { cause });
  }
}

/** As the MOTChallenge lays sequences out: `SEQUENCE/seqinfo.ini`, `SEQUENCE/det/det.txt`. */
async function fpsBeside(path: string): Promise<number> {
  for (const folder of [dirname(path), dirname(dirname(path))]) {
    const text = await readFile(join(folder, 'seqinfo.ini'), 'utf8').catch(() => '');
    const fps = Number(/^\s*frameRate\s*=\s*([\d.]+)\s*$/m.exec(text)?.[1]);
    if (fps > 0) return fps;
  }
  return USUAL_FPS;
}
