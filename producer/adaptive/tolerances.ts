/** What is left as it is between two frames that were looked at. */
export interface Tolerance {
  /** 1 − F1 of the middle frame, at most, that its halves are not looked into. */
  readonly error: number;
  /** Of the frames on both sides, at least, that the middle is not looked at; above 1 it always is, where these hold anything. */
  readonly likeness: number;
}

/** Tried one after the other until the audit is content; behind the last one every frame is looked at. */
export const TOLERANCES: readonly Tolerance[] = [
  { error: 0.5, likeness: 0.9 },
  { error: 0.47, likeness: 0.91 },
  { error: 0.44, likeness: 0.92 },
  { error: 0.4, likeness: 0.93 },
  { error: 0.35, likeness: 0.94 },
  { error: 0.3, likeness: 0.95 },
  { error: 0.25, likeness: 0.96 },
  { error: 0.1, likeness: 1.01 },
];

/** From this round on few audited detections are enough: looking more densely shows no more of them. */
export const LENIENT_ROUND = 6;
