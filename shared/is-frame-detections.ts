import { type Detection, type FrameDetections, LAST_TIME_MS } from './detection.ts';

const LAST_INT32 = 2_147_483_647;

/**
 * Whether something is what `frameDetectionsSchema` would make of it: valid, with nothing in it that the schema leaves out. Says
 * of thousands of boxes in the time that the schema takes for some; where it says no, the schema says why, or that it is valid
 * after all.
 */
export function isFrameDetections(value: unknown): value is FrameDetections {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 6) return false;
  const { frameIndex, ptsSeconds, capturedAt, width, height, detections } = value as Record<
    keyof FrameDetections,
    unknown
  >;
  return (
    isInt32(frameIndex, 0) &&
    Number.isFinite(ptsSeconds) &&
    (capturedAt === null || isBetween(capturedAt, -LAST_TIME_MS, LAST_TIME_MS)) &&
    isInt32(width, 1) &&
    isInt32(height, 1) &&
    isListOf(detections, isDetection)
  );
}

/** Whether something is a list without holes of things that `is` holds of. */
export function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  if (!Array.isArray(value)) return false;
  for (const item of value) if (!is(item)) return false;
  return true;
}

function isDetection(value: unknown): value is Detection {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 4) return false;
  const { box, confidence, classId, label } = value as Record<keyof Detection, unknown>;
  return (
    Array.isArray(box) &&
    box.length === 4 &&
    Number.isFinite(box[0]) &&
    Number.isFinite(box[1]) &&
    Number.isFinite(box[2]) &&
    Number.isFinite(box[3]) &&
    isBetween(confidence, 0, 1) &&
    isInt32(classId, 0) &&
    typeof label === 'string'
  );
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

function isInt32(value: unknown, least: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= LAST_INT32;
}
