import { z } from 'zod';

const share = z.number().min(0).max(1);

/** What was measured on frames that were drawn by chance; intervals of 95 %. */
export const auditSchema = z
  .object({
    /** Of the sure detections that looking at every frame gives, those that are stored. */
    recall: share,
    recallLow: share,
    recallHigh: share,
    /** Of the sure detections that are stored, those that looking at every frame gives. */
    precision: share,
    precisionLow: share,
    precisionHigh: share,
    auditedFrames: z.int().min(0),
    /** The confidence from which on a detection is sure. */
    sureConfidence: share,
    /** The same of all detections, those that are not sure included. */
    recallOfAll: share,
    precisionOfAll: share,
  })
  .readonly();
export type Audit = z.output<typeof auditSchema>;

/** A detection that is not far above the threshold comes and goes from frame to frame, also where every frame is looked at. */
export function sureConfidenceOf(confidence: number): number {
  return confidence + (1 - confidence) / 3;
}
