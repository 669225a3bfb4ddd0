import type { QueryFilter } from '../filter/filters.ts';
import type { SqlQuery } from '../sql.ts';
import { missingFrom } from './comparison.ts';
import { matching } from './matching.ts';
import type { ResolvedFilter } from './resolved-filter.ts';
import { CAPTURED_MS, CLOCK_JOIN } from './windows.ts';

/** What a list of detections is asked for besides its filter. */
export interface RowChoice extends Pick<QueryFilter, 'order' | 'spread' | 'limit' | 'iou'> {
  /** Where an answer before ended. */
  readonly cursor: { readonly runNo: number; readonly frameIndex: number; readonly given: number } | null;
  /** The run in which nothing like it is to be found. */
  readonly notInRunNo: number | null;
  /** Whether some of the runs are of cameras, whose frames tell their own time. */
  readonly hasCamera: boolean;
  /** Whether some of the runs have frames that were carried. */
  readonly hasCarried: boolean;
}

/** The order of detections of one frame. */
export const WITHIN_FRAME = 'd.confidence DESC, d.class_id, d.x1, d.y1, d.x2, d.y2';
/** Total, so that the same question gives the same answer. Runs are numbered as they were opened. */
const ORDERS = {
  time: `d.run_no, d.frame_index, ${WITHIN_FRAME}`,
  latest: `d.run_no DESC, d.frame_index DESC, ${WITHIN_FRAME}`,
  confidence: 'd.confidence DESC, d.run_no, d.frame_index, d.class_id, d.x1, d.y1, d.x2, d.y2',
  size: `((d.x2::DOUBLE - d.x1) * (d.y2::DOUBLE - d.y1)) DESC, d.run_no, d.frame_index, ${WITHIN_FRAME}`,
} as const;
const DEFAULT_IOU = 0.5;
/** Joins to detections `d` the frames in which they lie, where these are the same as others. */
const CARRIED_JOIN = `LEFT JOIN (SELECT run_no, frame_index, carried_from FROM frames WHERE carried_from IS NOT NULL) same
  ON same.run_no = d.run_no AND same.frame_index = d.frame_index`;

/** The detections that a filter keeps, compared and thinned out, as a `SELECT` of the columns of `detections`. */
export function chosenDetections(
  filter: ResolvedFilter,
  { notInRunNo, iou, spread }: Pick<RowChoice, 'notInRunNo' | 'iou' | 'spread'>,
): string {
  let rows = matching(filter);
  if (notInRunNo !== null)
    rows = missingFrom(rows, { ...filter, runNos: [notInRunNo] }, notInRunNo, iou ?? DEFAULT_IOU);
  if (spread === null) return rows;
  // groups tell how sure the surest are; only where several are as sure, an order has to
  const place = `floor(d.pts_seconds / ${spread})`;
  const surest = `SELECT d.run_no, d.label_no, ${place} AS place, max(d.confidence) AS most FROM (${rows}) d GROUP BY ALL`;
  return `SELECT d.* FROM (${rows}) d
    SEMI JOIN (${surest}) s ON s.run_no = d.run_no AND s.label_no = d.label_no AND s.place = ${place} AND s.most = d.confidence
    QUALIFY row_number() OVER (PARTITION BY d.run_no, d.label_no, ${place} ORDER BY ${ORDERS.confidence}) = 1`;
}

/** Detections, by run (oldest first), frame and falling confidence unless asked for otherwise. */
export function detectionsQuery(filter: ResolvedFilter, choice: RowChoice): SqlQuery {
  const { order, limit, cursor, hasCamera, hasCarried } = choice;
  const rows = chosenDetections(filter, choice);
  // all of them are put in order once, when they are whole
  const isCut = limit !== null || cursor !== null;
  const cut = `ORDER BY ${ORDERS[order]} ${limit === null ? '' : `LIMIT ${limit}`} ${cursor ? `OFFSET ${cursor.given}` : ''}`;
  const recorded = 'epoch_us(v.recorded_at) / 1000.0 + d.pts_seconds * 1000';
  return {
    sql: `
      SELECT r.run_id AS "runId", r.video_id AS "videoId", d.frame_index AS "frameIndex", d.pts_seconds AS "ptsSeconds",
        d.class_id AS "classId", l.label, d.confidence, d.x1, d.y1, d.x2, d.y2,
        ${hasCamera ? `CASE WHEN v.content_hash IS NULL THEN ${CAPTURED_MS} ELSE ${recorded} END` : recorded} AS "capturedAt"${hasCarried ? ', same.carried_from AS "carriedFrom"' : ''}
      FROM (SELECT d.* FROM (${rows}) d WHERE ${startingAt(cursor, order)} ${isCut ? cut : ''}) d
      JOIN runs r ON r.run_no = d.run_no JOIN videos v ON v.video_id = r.video_id JOIN labels l ON l.label_no = d.label_no ${hasCamera ? CLOCK_JOIN : ''} ${hasCarried ? CARRIED_JOIN : ''}
      ORDER BY ${ORDERS[order]}`,
    values: {},
  };
}

function startingAt(cursor: RowChoice['cursor'], order: RowChoice['order']): string {
  if (!cursor) return 'true';
  const { runNo, frameIndex } = cursor;
  const later = order === 'latest' ? '<' : '>';
  return `d.run_no ${later}= ${runNo} AND (d.run_no ${later} ${runNo} OR d.frame_index ${later}= ${frameIndex})`;
}
