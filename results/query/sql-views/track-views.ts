import { isPresentSet } from '../present-tracks.ts';
import { plain, type View, type ViewColumn } from './view.ts';

const runId: ViewColumn = { name: 'run_id', sql: 'r.run_id', meaning: 'of the run' };
const videoId: ViewColumn = { name: 'video_id', sql: 'r.video_id', meaning: 'of the video' };

const SETS = `JOIN {track_sets} s ON s.run_no = t.run_no
    JOIN {runs} r ON r.run_no = s.run_no AND r.state = 'complete' AND ${isPresentSet('s', 'r')}`;

/** Objects and where they were, of runs whose tracks are of their present detections. */
export const OBJECT_VIEWS: readonly View[] = [
  {
    name: 'tracks',
    meaning: 'an object: detections joined over time; of complete runs',
    from: `{tracks} t ${SETS}`,
    joins: {},
    columns: [
      runId,
      videoId,
      plain('track_id', 't.track_id', 'the object in its run, from 1'),
      plain('class_id', 't.class_id', 'row of the names file, from 0'),
      plain('label', 't.label', 'what it is'),
      plain('first_frame_index', 't.first_frame_index', 'where it was first seen'),
      plain('last_frame_index', 't.last_frame_index', 'and last'),
      plain('first_pts_seconds', 't.first_pts_seconds', 'media time when it was first seen'),
      plain('last_pts_seconds', 't.last_pts_seconds', 'and last'),
      plain('seconds', 't.last_pts_seconds - t.first_pts_seconds', 'how long it was there'),
      plain('detections', 't.detections', 'in how many frames it was seen'),
      plain('confidence', 't.mean_confidence', 'mean of these'),
      plain('path_pixels', 't.path_pixels', 'length of its way'),
      plain('direction', 't.direction', '`right`, `down-right`, `down`, …, or `still`'),
      plain('pixels_per_second', 't.pixels_per_second', 'its speed'),
    ],
  },
  {
    name: 'track_boxes',
    meaning: 'an object in a frame: its place, smoothed',
    from: `{track_boxes} t ${SETS}`,
    joins: { track: 'JOIN {tracks} o ON o.run_no = t.run_no AND o.track_id = t.track_id' },
    columns: [
      runId,
      videoId,
      plain('track_id', 't.track_id', 'the object in its run'),
      { name: 'label', sql: 'o.label', meaning: 'what it is', needs: ['track'] },
      plain('frame_index', 't.frame_index', '0-based in the source'),
      plain('pts_seconds', 't.pts_seconds', 'media time'),
      plain('confidence', 't.confidence', 'null where it was not seen and lies between where it was before and after'),
      plain('x1', 't.x1', 'left edge, in pixels of the video'),
      plain('y1', 't.y1', 'upper edge'),
      plain('x2', 't.x2', 'right edge'),
      plain('y2', 't.y2', 'lower edge'),
    ],
  },
];
