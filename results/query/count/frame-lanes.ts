import type { Group } from '../filter/fields.ts';
import { GROUP_RULES, STRETCHES, type Stretch, stretchOf } from './groups.ts';

/** Frames that follow one another and are counted in one number of 64 bits, each in bits of its own. */
const LANES = 8;
const BITS = 8;
/** A frame with more detections would count into the bits of the next, or into the sign. */
const MOST_IN_LANE = 127;

/** Whether `countedInLanes` can count by these groups. @param mostInFrame - detections in one frame of those asked about, at most */
export function canUseLanes(by: readonly Group[], mostInFrame: number): boolean {
  return mostInFrame <= MOST_IN_LANE && (stretchOf(by) !== null || !by.some((group) => GROUP_RULES[group].isTime));
}

/**
 * How many detections are in each frame, summed up: rows `run_no, label_no, at, detections, frames, most`, with an `at` in each stretch
 * of time that is asked for. Groups of eight frames, counted in one number, are a fraction of the groups of single frames; and
 * groups are what such a question costs.
 *
 * @param rows - a `SELECT` of the columns of `detections`, in groups that `canUseLanes` allows
 */
export function countedInLanes(
  rows: string,
  { byLabel, stretch }: { readonly byLabel: boolean; readonly stretch: Stretch | null },
): string {
  const lane = `(d.frame_index & ${LANES - 1})`;
  const keys = ['d.run_no', `d.frame_index >> ${Math.log2(LANES)}`];
  if (byLabel) keys.push('d.label_no');
  if (stretch !== null) keys.push(`floor(d.pts_seconds / ${STRETCHES[stretch]})`);
  const counts = Array.from({ length: LANES }, (_, index) => `((g.lanes >> ${index * BITS}) & ${MOST_IN_LANE})`);
  const frames = counts.map((count) => `(${count} > 0)::INTEGER`).join(' + ');
  return `SELECT g.run_no, g.label_no, g.at, g.detections, ${frames} AS frames, greatest(${counts.join(', ')}) AS most
    FROM (
      SELECT d.run_no, ${byLabel ? 'd.label_no' : 'NULL AS label_no'}, ${stretch === null ? 'NULL' : 'any_value(d.pts_seconds)'} AS at,
        count(*) AS detections, sum(1::BIGINT << (${lane} * ${BITS}))::BIGINT AS lanes
      FROM (${rows}) d GROUP BY ${keys.join(', ')}
    ) g`;
}
