interface Timed {
  readonly ptsSeconds: number;
}

/** Where a frame lies between two others by time, 0..1; half-way where the clock does not tell. */
export function placeBetween(before: Timed, after: Timed, frame: Timed): number {
  const place = (frame.ptsSeconds - before.ptsSeconds) / (after.ptsSeconds - before.ptsSeconds);
  return place >= 0 && place <= 1 ? place : 0.5;
}
