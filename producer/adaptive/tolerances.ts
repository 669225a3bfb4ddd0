/** What is left as it is between two frames that were looked at. */
export interface Tolerance {
  /** 1 − F1 of the middle frame, at most, that its halves are not looked into. */
  readonly error: number;
  /** IoU of boxes in both frames, at least, that the middle is not looked at. */
  readonly likeness: number;
}

/** Tried one after the other until the audit is content; behind the last one every frame is looked at. */
export const TOLERANCES: readonly Tolerance[] = [
  { error: 0.5, likeness: 0.2 },
  { error: 0.47, likeness: 0.22 },
  { error: 0.44, likeness: 0.24 },
  { error: 0.4, likeness: 0.27 },
  { error: 0.35, likeness: 0.31 },
  { error: 0.3, likeness: 0.35 },
  { error: 0.25, likeness: 0.4 },
  { error: 0.1, likeness: 0.6 },
];

/** From this round on few audited detections are enough: looking more densely shows no more of them. */
export const LENIENT_ROUND = 6;
