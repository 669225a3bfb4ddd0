import { TRACKING_SETTINGS } from '../analysis/tracking/tracking-settings.ts';

/**
 * Whether a row of `track_sets` is of the present detections of its run and made by the present settings, as a condition.
 *
 * @param set - what the row is called in the statement
 * @param run - what that of `runs` is called
 */
export function isPresentSet(set: string, run: string): string {
  return `${set}.settings_version = ${Math.trunc(TRACKING_SETTINGS.version)} AND ${set}.generation = ${run}.generation
    AND ${set}.completed_at IS NOT DISTINCT FROM ${run}.completed_at`;
}
