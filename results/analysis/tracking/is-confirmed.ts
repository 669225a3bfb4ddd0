import type { TrackingSettings } from './tracking-settings.ts';
import { firstOf, lastOf, type Tracklet } from './tracklet.ts';

/**
 * Whether a tracklet was seen for long and surely enough to be an object: the rest is flicker, and neither gets an id nor counts.
 *
 * @param intervalSeconds - between two frames that were looked at; where that is long, twice is often
 */
export function isConfirmed(
  tracklet: Tracklet,
  { confirmSeconds, confirmDetections, sureConfidence }: TrackingSettings,
  intervalSeconds: number,
): boolean {
  const seconds = lastOf(tracklet).ptsSeconds - firstOf(tracklet).ptsSeconds;
  const looks = Math.floor(confirmSeconds / intervalSeconds) + 1;
  const needed = Math.max(2, Math.min(confirmDetections, looks));
  const sure = tracklet.filter(({ confidence }) => confidence >= sureConfidence).length;
  return sure >= needed && seconds >= confirmSeconds;
}
