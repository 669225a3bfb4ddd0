import { plain, type View, type ViewColumn } from './view.ts';

/** What rows `row` need of their run and its video. */
const RUN = 'JOIN {runs} r ON r.run_no = row.run_no';
const VIDEO = 'JOIN {videos} v ON v.video_id = r.video_id';
const LABEL = 'JOIN {labels} l ON l.label_no = row.label_no';
/** Frames that know their own time (of cameras) or size, or were carried; where there are none, the joins cost nothing. */
const CLOCK = ownFact('clock', 'captured_at');
const SIZE = ownFact('own', 'width');
const SAME = ownFact('same', 'carried_from');

const runId: ViewColumn = { name: 'run_id', sql: 'r.run_id', meaning: 'of the run', needs: ['run'] };
const videoId: ViewColumn = { name: 'video_id', sql: 'r.video_id', meaning: 'of the video', needs: ['run'] };
const label: ViewColumn = { name: 'label', sql: 'l.label', meaning: 'what it is', needs: ['label'] };
const frameIndex = plain('frame_index', 'row.frame_index', '0-based in the source, also when frames were sampled');
const ptsSeconds = plain('pts_seconds', 'row.pts_seconds', 'media time: the time stamp of the frame in its stream');

/** Frames, detections, and their sums by second. */
export const FRAME_VIEWS: readonly View[] = [
  {
    name: 'frames',
    meaning: 'a frame that was looked at, also when it holds nothing',
    from: '{frames} row',
    joins: { run: RUN, video: VIDEO },
    columns: [
      runId,
      videoId,
      frameIndex,
      ptsSeconds,
      capturedAt('epoch_us(row.captured_at)', ['run', 'video']),
      plain('detections', 'row.detection_count', 'how many it holds'),
      size('width', 'row.width', 'video', 'v.width'),
      size('height', 'row.height', 'video', 'v.height'),
      plain(
        'carried_from',
        'row.carried_from',
        'the earlier frame that was looked at in its place; null where it was looked at itself',
      ),
    ],
  },
  {
    name: 'detections',
    meaning: 'an object in a frame',
    from: '{detections} row',
    joins: { run: RUN, video: VIDEO, label: LABEL, clock: CLOCK, own: SIZE, same: SAME },
    columns: [
      runId,
      videoId,
      frameIndex,
      ptsSeconds,
      capturedAt('epoch_us(clock.captured_at)', ['run', 'video', 'clock']),
      plain('class_id', 'row.class_id', 'row of the names file, from 0'),
      label,
      plain('confidence', 'row.confidence', '0..1'),
      plain('x1', 'row.x1', 'left edge of the box, in pixels of the picture as shown'),
      plain('y1', 'row.y1', 'upper edge'),
      plain('x2', 'row.x2', 'right edge'),
      plain('y2', 'row.y2', 'lower edge'),
      size('frame_width', 'own.width', 'own', 'v.width'),
      size('frame_height', 'own.height', 'own', 'v.height'),
      { name: 'carried_from', sql: 'same.carried_from', meaning: 'of its frame, likewise', needs: ['same'] },
    ],
  },
  {
    name: 'seconds',
    meaning: 'sums over a second of a run; one whose frames came in several batches has several rows, to be added up',
    from: '{seconds} row',
    joins: { run: RUN },
    columns: [
      runId,
      videoId,
      plain('second', 'row.second', 'of media time: from here to the next'),
      plain('frames', 'row.frames', 'frames that were looked at'),
      plain('found_frames', 'row.found_frames', 'frames with any detection'),
      plain('detections', 'row.detections', 'how many'),
      plain('most', 'row.most', 'most in one frame'),
    ],
  },
  {
    name: 'label_seconds',
    meaning: 'sums over a second of a run and a label, likewise; where a label was not seen there is no row',
    from: '{label_seconds} row',
    joins: { run: RUN, label: LABEL },
    columns: [
      runId,
      videoId,
      label,
      plain('second', 'row.second', 'of media time: from here to the next'),
      plain('frames', 'row.frames', 'frames that hold the label'),
      plain('detections', 'row.detections', 'how many'),
      plain('most', 'row.most', 'most in one frame'),
    ],
  },
];

/** The wall clock to the millisecond, as answers have it; null where nobody knows. @param own - microseconds that the frame itself tells */
function capturedAt(own: string, needs: readonly string[]): ViewColumn {
  const recorded = 'epoch_us(v.recorded_at) / 1000.0 + row.pts_seconds * 1000';
  const ms = `CASE WHEN v.content_hash IS NULL THEN ${own} / 1000.0 ELSE ${recorded} END`;
  const sql = `CASE WHEN abs(${ms}) <= 8.64e15 THEN make_timestamp_ms(trunc(${ms})::BIGINT) END`;
  return {
    name: 'captured_at',
    sql,
    meaning: 'wall clock (UTC): when the frame was taken; null where nobody knows',
    needs,
  };
}

function size(name: string, own: string, ownJoin: string, ofVideo: string): ViewColumn {
  const sql = `coalesce(${own}, ${ofVideo})`;
  return { name, sql, meaning: 'of the frame, in pixels', needs: [...new Set(['run', 'video', ownJoin])] };
}

function ownFact(alias: string, column: string): string {
  return `LEFT JOIN (SELECT * FROM {frames} WHERE ${column} IS NOT NULL) ${alias}
    ON ${alias}.run_no = row.run_no AND ${alias}.frame_index = row.frame_index`;
}
