import type { Group } from '../filter/fields.ts';
import type { ResolvedFilter } from '../match/resolved-filter.ts';
import { isPresentSet } from '../present-tracks.ts';
import { numberList } from '../sql.ts';

/** Runs whose objects are those of their present detections: `run_no`. */
export const TRACKED_RUNS = `SELECT s.run_no FROM track_sets s JOIN runs r ON r.run_no = s.run_no
  WHERE r.state = 'complete' AND ${isPresentSet('s', 'r')}`;

/** How many different objects rows `t` are of. */
export const DIFFERENT_OBJECTS = 'count(DISTINCT t.run_no * 4294967296 + t.track_id)';

/** Groups that all of an object belongs to. */
const OF_WHOLE_OBJECTS: readonly Group[] = ['label', 'video', 'run', 'model'];

/** Whether the list of objects answers a question: no single box and no time is asked about. */
export function canUseObjects(filter: ResolvedFilter, by: readonly Group[]): boolean {
  const { minConfidence, zone, area, aspect, where, with: near, without, followedBy, from, to, windows } = filter;
  const asked = [minConfidence, zone, area, aspect, where, near, without, followedBy, from, to, windows];
  return asked.every((one) => one === null) && by.every((group) => OF_WHOLE_OBJECTS.includes(group));
}

/** Objects as `t`: `run_no, label_no, track_id`, and nothing in the columns by which other groups are told. */
export function wholeObjects({ runNos, labelNos, notLabelNos }: ResolvedFilter): string {
  const conditions = [
    't.run_no IN (SELECT run_no FROM tracked)',
    runNos && `t.run_no IN ${numberList(runNos)}`,
    labelNos && `l.label_no IN ${numberList(labelNos)}`,
    notLabelNos.length > 0 && `l.label_no NOT IN ${numberList(notLabelNos)}`,
  ].filter((condition) => typeof condition === 'string');
  return `SELECT t.run_no, l.label_no, NULL AS zone_no, NULL AS frame_index, NULL AS at, NULL AS local_ms, t.track_id
    FROM tracks t JOIN labels l ON l.label = t.label WHERE ${conditions.join(' AND ')}`;
}

/**
 * Detections `d` that are of an object, each with its `track_id`.
 *
 * @param rows - a `SELECT` of the columns of `detections`, and more
 */
export function ofObjects(rows: string, { runNos }: Pick<ResolvedFilter, 'runNos'>): string {
  const isSame = ['run_no', 'frame_index', 'class_id', 'confidence', 'x1', 'y1', 'x2', 'y2'];
  return `SELECT d.*, o.track_id FROM (${rows}) d
    JOIN (${sightings(runNos)}) o ON ${isSame.map((column) => `o.${column} = d.${column}`).join(' AND ')}`;
}

/**
 * The detections that objects were made of. Objects keep their class, frame and confidence; where several detections are alike in
 * these, the box decides that lies nearest in pixels of the video (those of objects are smoothed).
 */
function sightings(runNos: readonly number[] | null): string {
  const edges = [
    ['x1', 'width'],
    ['y1', 'height'],
    ['x2', 'width'],
    ['y2', 'height'],
  ] as const;
  const distance = edges
    .map(([edge, side]) => `abs(b.${edge}::DOUBLE - d.${edge}::DOUBLE * v.${side} / coalesce(own.${side}, v.${side}))`)
    .join(' + ');
  const ofRuns = runNos ? `AND b.run_no IN ${numberList(runNos)}` : '';
  return `SELECT run_no, track_id, frame_index, class_id, confidence, box.x1 AS x1, box.y1 AS y1, box.x2 AS x2, box.y2 AS y2
    FROM (
      SELECT b.run_no, b.track_id, b.frame_index, t.class_id, b.confidence,
        arg_min({'x1': d.x1, 'y1': d.y1, 'x2': d.x2, 'y2': d.y2}, ${distance}) AS box
      FROM track_boxes b
      JOIN tracks t ON t.run_no = b.run_no AND t.track_id = b.track_id
      JOIN detections d ON d.run_no = b.run_no AND d.frame_index = b.frame_index AND d.class_id = t.class_id
        AND d.confidence = b.confidence
      JOIN runs r ON r.run_no = b.run_no JOIN videos v ON v.video_id = r.video_id
      LEFT JOIN (SELECT run_no, frame_index, width, height FROM frames WHERE width IS NOT NULL) own
        ON own.run_no = b.run_no AND own.frame_index = b.frame_index
      WHERE b.run_no IN (SELECT run_no FROM tracked) ${ofRuns}
      GROUP BY b.run_no, b.track_id, b.frame_index, t.class_id, b.confidence
    )`;
}
