import type { CoverageRow, DetectionRow, SegmentRow } from '../../../shared/questions.ts';
import { box, decimals, mediaClock, wallClock } from './cells.ts';
import { type Column, numbers, words } from './column.ts';
import type { View } from './view.ts';

type OfRun = Pick<DetectionRow, 'runId' | 'videoId'>;

/** Letters to which names are cut. */
const LEAST_NAME = 12;

/** Of which video something is: stands first. */
export function videoColumn<R extends Pick<OfRun, 'videoId'>>({ videoName }: View, importance: number): Column<R> {
  return words('video', importance, ({ videoId }) => videoName(videoId), LEAST_NAME);
}

/** Ids, which stand last. */
export function idColumns<R extends OfRun>({ idText }: View): Column<R>[] {
  return [words('run', 8, ({ runId }) => idText(runId)), words('video id', 1, ({ videoId }) => idText(videoId))];
}

/** Detections, row by row. */
export function detectionColumns(view: View): Column<DetectionRow>[] {
  const { timeZone } = view;
  return [
    videoColumn(view, 7),
    numbers('time', 11, ({ ptsSeconds }) => ptsSeconds, mediaClock),
    words('label', 12, ({ label }) => label, LEAST_NAME),
    numbers('confidence', 10, ({ confidence }) => confidence, decimals(2)),
    words('box', 9, box),
    numbers('frame', 5, ({ frameIndex }) => frameIndex),
    words(`taken (${timeZone})`, 4, ({ capturedAt }) => capturedAt && wallClock(capturedAt, timeZone)),
    numbers('class', 2, ({ classId }) => classId),
    ...idColumns<DetectionRow>(view),
  ];
}

/** Stretches in which something holds. */
export function segmentColumns(view: View): Column<SegmentRow>[] {
  return [
    videoColumn(view, 9),
    numbers('from', 12, ({ from }) => from, mediaClock),
    numbers('to', 11, ({ to }) => to, mediaClock),
    numbers('seconds', 7, ({ seconds }) => seconds, decimals(2)),
    numbers('peak', 10, ({ peak }) => peak),
    numbers('best at', 6, ({ bestSeconds }) => bestSeconds, mediaClock),
    numbers('confidence', 5, ({ bestConfidence }) => bestConfidence, decimals(2)),
    numbers('frames', 4, ({ frames }) => frames),
    numbers('detections', 4, ({ detections }) => detections),
    numbers('peak frame', 3, ({ peakFrame }) => peakFrame),
    numbers('best frame', 2, ({ bestFrame }) => bestFrame),
    ...idColumns<SegmentRow>(view),
  ];
}

/** What was looked at. */
export function coverageColumns(view: View): Column<CoverageRow>[] {
  return [
    videoColumn(view, 9),
    words('state', 12, ({ state }) => state),
    numbers('from', 11, ({ from }) => from, mediaClock),
    numbers('to', 10, ({ to }) => to, mediaClock),
    numbers('frames', 7, ({ frames }) => frames),
    ...idColumns<CoverageRow>(view),
  ];
}
