/**
 * How boxes are joined into objects. Times are seconds of the stream and lengths are shares of the box, so that the same values
 * hold for every frame rate and every size of picture.
 */
export interface TrackingSettings {
  /** Counts up with every change that can change an answer: stored tracks of another version are made anew. */
  readonly version: number;
  /** A detection as sure as this may begin an object; weaker ones only go on with one. */
  readonly sureConfidence: number;
  /** Buffers of the first and of the second round: the share of its sides by which a box is widened to each side. */
  readonly buffers: readonly [near: number, far: number];
  /** Least buffered IoU of a pair, in each round. */
  readonly minSimilarity: number;
  /** Least IoU of a pair with a detection that is not sure. */
  readonly minFaintSimilarity: number;
  /** For how long an object that is not seen is looked for from frame to frame; the next frame is looked at in any case. */
  readonly coastSeconds: number;
  /** Longest gap that is closed once the way before and the way after it are known. */
  readonly maxGapSeconds: number;
  /** How long a gap may be, as a share of how long the shorter of its sides was seen. */
  readonly gapShare: number;
  /** Least buffered IoU of two ways in the middle of a gap. */
  readonly minLinkSimilarity: number;
  /** Over how long a way is looked at to tell where it leads. */
  readonly headingSeconds: number;
  /** What is seen for less long, or surely less often, is no object yet. */
  readonly confirmSeconds: number;
  readonly confirmDetections: number;
  /** Standard deviation of the Gaussian that smooths positions. */
  readonly smoothingSeconds: number;
}

/**
 * Reasons. `sureConfidence`: above darknet's 0.25, at which most false boxes live. `buffers`: C-BIoU's. `coastSeconds`: short, since a
 * guess from one side goes astray soon. `maxGapSeconds`: about what it takes to pass behind somebody. `gapShare`: what was seen for a
 * moment tells no way. `confirmSeconds`: longer than flicker, shorter than the fastest passer-by is in view. None was chosen for the
 * best figure of one file: neighbouring values give like figures on TUD-Campus as it is, with boxes taken away at random, with every
 * second and third frame alone, and on rendered clips.
 */
export const TRACKING_SETTINGS: TrackingSettings = Object.freeze({
  version: 1,
  sureConfidence: 0.5,
  buffers: [0.3, 0.5] as const,
  minSimilarity: 0.3,
  minFaintSimilarity: 0.4,
  coastSeconds: 0.4,
  maxGapSeconds: 2,
  gapShare: 2,
  minLinkSimilarity: 0.3,
  headingSeconds: 0.75,
  confirmSeconds: 0.2,
  confirmDetections: 3,
  smoothingSeconds: 0.1,
});
