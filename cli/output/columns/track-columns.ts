import type { CrossingRow, TrackBoxRow, TrackRow, VisitRow } from '../../../shared/tracks.ts';
import { box, decimals, mediaClock } from './cells.ts';
import { type Column, numbers, words } from './column.ts';
import { idColumns, videoColumn } from './detection-columns.ts';
import type { View } from './view.ts';

type Speed = Pick<TrackRow, 'pixelsPerSecond' | 'metersPerSecond'>;

/** Objects. */
export function trackColumns(view: View): Column<TrackRow>[] {
  return [
    ...objectColumns<TrackRow>(view),
    numbers('first', 11, ({ firstSeconds }) => firstSeconds, mediaClock),
    numbers('last', 10, ({ lastSeconds }) => lastSeconds, mediaClock),
    numbers('seconds', 6, ({ seconds }) => seconds, decimals(2)),
    words('direction', 7, ({ direction }) => direction),
    ...speedColumns<TrackRow>(),
    numbers('path', 4, ({ pathPixels }) => pathPixels, decimals(0)),
    numbers('confidence', 5, ({ confidence }) => confidence, decimals(2)),
    numbers('detections', 3, ({ detections }) => detections),
    numbers('first frame', 2, ({ firstFrameIndex }) => firstFrameIndex),
    numbers('last frame', 2, ({ lastFrameIndex }) => lastFrameIndex),
    ...idColumns<TrackRow>(view),
    versionColumn(),
  ];
}

/** Where objects were, frame by frame. */
export function trackBoxColumns(view: View): Column<TrackBoxRow>[] {
  return [
    ...objectColumns<TrackBoxRow>(view),
    numbers('time', 11, ({ ptsSeconds }) => ptsSeconds, mediaClock),
    numbers('confidence', 5, ({ confidence }) => confidence, decimals(2)),
    words('box', 9, box),
    numbers('frame', 6, ({ frameIndex }) => frameIndex),
    numbers('class', 2, ({ classId }) => classId),
    ...idColumns<TrackBoxRow>(view),
  ];
}

/** Stays of objects in zones. */
export function visitColumns(view: View): Column<VisitRow>[] {
  return [
    ...objectColumns<VisitRow>(view),
    words('zone', 12, ({ zone }) => zone, 12),
    numbers('entered', 11, ({ entered }) => entered, mediaClock),
    numbers('left', 10, ({ left }) => left, mediaClock),
    numbers('seconds', 9, ({ seconds }) => seconds, decimals(2)),
    words('from zone', 7, ({ fromZone }) => fromZone, 12),
    numbers('left that', 4, ({ leftFromZone }) => leftFromZone, mediaClock),
    numbers('on the way', 6, ({ travelSeconds }) => travelSeconds, decimals(2)),
    numbers('first frame', 2, ({ enteredFrameIndex }) => enteredFrameIndex),
    numbers('last frame', 2, ({ leftFrameIndex }) => leftFrameIndex),
    ...idColumns<VisitRow>(view),
    versionColumn(),
  ];
}

/** Objects that went over lines. */
export function crossingColumns(view: View): Column<CrossingRow>[] {
  return [
    ...objectColumns<CrossingRow>(view),
    words('line', 12, ({ line }) => line, 12),
    words('direction', 11, ({ direction }) => direction),
    numbers('at', 12, ({ ptsSeconds }) => ptsSeconds, mediaClock),
    ...speedColumns<CrossingRow>(),
    numbers('frame', 5, ({ frameIndex }) => frameIndex),
    ...idColumns<CrossingRow>(view),
    versionColumn(),
  ];
}

/** Which object of which video. */
function objectColumns<R extends Pick<TrackRow, 'videoId' | 'trackId' | 'label'>>(view: View): Column<R>[] {
  return [
    videoColumn<R>(view, 9),
    numbers('track', 12, ({ trackId }) => trackId),
    words('label', 12, ({ label }) => label, 12),
  ];
}

/** In metres where a scale is given, and in pixels. */
function speedColumns<R extends Speed>(): Column<R>[] {
  return [
    numbers('m/s', 8, ({ metersPerSecond }) => metersPerSecond, decimals(2)),
    numbers('px/s', 6.5, ({ pixelsPerSecond }) => pixelsPerSecond, decimals(0)),
  ];
}

function versionColumn<R extends Pick<TrackRow, 'version'>>(): Column<R> {
  return numbers('version', 0, ({ version }) => version);
}
