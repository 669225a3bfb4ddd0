import { SCENE_THRESHOLD, TILE_OVERLAP } from '../../app/frame-choice.ts';
import { CODEC_QUALITY, FRAME_CODECS } from '../../app/frame-codec-options.ts';
import { ADAPTIVE_RECALL, RUN_DEFAULTS as defaults } from '../../app/run-options.ts';
import { OVERLOAD_POLICIES, REOPEN_POLICIES, RTSP_TRANSPORTS } from '../../producer/camera/camera-options.ts';
import { parseLabelList } from '../../shared/label-list.ts';
import { PRIORITIES } from '../../shared/priority.ts';
import { MOST_OVERLAP } from '../../shared/tiles.ts';
import { ffmpegFlags, homeFlags, precisionFlag, sizeFlag } from './common-flags.ts';
import { flag, optionalFlag, toggle } from './flag.ts';
import {
  area,
  areas,
  choice,
  instant,
  integer,
  lengthOfTime,
  matching,
  number,
  parsed,
  positive,
  text,
  tileCounts,
  time,
  timeAboveZero,
  timeRanges,
} from './values.ts';

const model = text('the name of a model, a folder or an ONNX file');
const run = matching(/^[A-Za-z][A-Za-z0-9._-]{0,199}$/, 'a letter, then letters, digits, ., _ and -, 200 at most');
const listed = 'labels, separated by commas; one that holds a comma in double quotes';
const classes = parsed<readonly string[]>(listed, parseLabelList);

const hwaccel = matching(/^\w+$/, 'auto, none, or a name of `ffmpeg -hwaccels`');
const reopen = choice(REOPEN_POLICIES);
const overload = choice(OVERLOAD_POLICIES);

/** Those of the flags below that are for cameras, or make one of a recording. */
export const CAMERA_FLAGS = [
  ...(['live', 'realtime', 'duration', 'segment', 'cameraTimeout', 'reopen'] as const),
  ...(['onOverload', 'maxBufferedMb', 'rtspTransport'] as const),
];

/** The flags of `detect` and `produce` alike. */
export const runFlags = {
  model: flag('<model>', 'imported model, folder with one cfg, weights and names, or ONNX file', model, defaults.model),
  precision: precisionFlag,
  run: optionalFlag('<name>', 'name of the run', run, { otherwise: 'derived from video, model and settings' }),
  force: toggle('forget what is stored of the run and do it anew'),
  every: flag('<n>', 'look at every n-th frame only', integer(1), defaults.every),
  fps: optionalFlag('<f>', 'look at no more than f frames a second of video', positive()),
  start: optionalFlag('<time>', 'skip what is shown before: seconds or hh:mm:ss', time),
  end: optionalFlag('<time>', 'stop there: seconds or hh:mm:ss', timeAboveZero),
  range: flag('<a-b,…>', 'only these times: 00:10-00:20,01:00-', timeRanges, defaults.range, { otherwise: 'all' }),
  keyframes: toggle('only key frames, which are cheap to decode'),
  scenes: toggle('only the first frame of each scene'),
  sceneThreshold: optionalFlag('<t>', 'how much a first frame differs from the one before, 0..1', positive(1), {
    otherwise: `${SCENE_THRESHOLD}`,
  }),
  deinterlace: toggle('make pictures whole that were taken in two halves'),
  roi: optionalFlag('<zone>', 'only this part of the picture, enlarged: x1,y1,x2,y2 or x,y x,y x,y', area),
  mask: flag('<zones>', 'blank these parts of the picture, separated by semicolons', areas, defaults.mask, {
    otherwise: 'none',
  }),
  tiles: optionalFlag('<CxR>', 'look also at so many parts of the picture, enlarged, for small things', tileCounts),
  overlap: optionalFlag('<part>', 'of a tile that it shares with the next one', number(0, MOST_OVERLAP), {
    otherwise: `${TILE_OVERLAP}`,
  }),
  stream: flag('<n>', 'which of several video streams, counted from 0', integer(0, 999), defaults.stream),
  program: optionalFlag('<n>', 'take the video stream of this program (MPEG-TS)', integer(0, 65_535)),
  scale: flag('<r>', 'reduce frames to this part of their width and height first', positive(1), defaults.scale),
  gray: toggle('reduce frames to one channel'),
  letterbox: toggle('keep the aspect ratio, with grey borders; else as the model asks, darknet stretches'),
  size: sizeFlag,
  confidence: flag('<c>', 'keep detections above this confidence', number(0, 1), defaults.confidence),
  iou: flag('<t>', 'overlap above which the weaker of two boxes is dropped', number(0, 1), defaults.iou),
  classes: flag('<a,b>', 'keep these labels only, quoted as in CSV', classes, defaults.classes, { otherwise: 'all' }),
  hwaccel: flag('<name>', 'hardware that decodes: auto, none, or as ffmpeg calls it', hwaccel, defaults.hwaccel),
  chunk: flag('<n>', 'frames in one job', integer(1, 1024), defaults.chunk),
  carry: toggle('look at frames anew that are the same as one before', { isNegated: true }),
  adaptive: toggle('look at as many frames only as it takes, and move boxes along between them'),
  recall: optionalFlag('<r>', 'what of the detections an adaptive run is to find, 0..1', positive(1), {
    otherwise: `${ADAPTIVE_RECALL}`,
  }),
  frameCodec: flag(
    '<name>',
    'how frames travel to workers: raw, jpeg or webp',
    choice(FRAME_CODECS),
    defaults.frameCodec,
  ),
  quality: optionalFlag('<q>', 'of jpeg and webp, 1 to 100; webp is exact at 100', integer(1, 100), {
    otherwise: `${CODEC_QUALITY}`,
  }),
  parallel: optionalFlag('<n>', 'recordings that are decoded at once', integer(1, 64), {
    otherwise: 'as many as keep the workers busy',
  }),
  priority: flag('<p>', 'normal, or low: the frames of others go first', choice(PRIORITIES), defaults.priority),
  maxQueuedMb: flag('<m>', 'MiB of frames that may wait for workers, over all', positive(), defaults.maxQueuedMb),
  startsAt: optionalFlag('<time>', 'when the first frame was taken: ISO 8601, or seconds since 1970', instant),
  live: toggle('treat the input as a camera: drop frames that find no room'),
  realtime: toggle('play recordings at their own pace, as if they were cameras'),
  duration: optionalFlag('<time>', 'end a capture so long after its start: seconds, hh:mm:ss, 15m or 1h', lengthOfTime),
  segment: optionalFlag('<time>', 'begin a new run of a camera after each such time: 15m, 1h', lengthOfTime),
  cameraTimeout: flag(
    '<time>',
    'a camera that gives no frame for so long is silent',
    lengthOfTime,
    defaults.cameraTimeout,
  ),
  reopen: flag(
    '<when>',
    `open a camera again that fails, ends or is silent: ${reopen.description}`,
    reopen,
    defaults.reopen,
  ),
  onOverload: flag('<how>', `what a camera does without room: ${overload.description}`, overload, defaults.onOverload),
  maxBufferedMb: flag(
    '<m>',
    'MiB of frames of a camera that may wait in this process',
    positive(),
    defaults.maxBufferedMb,
  ),
  rtspTransport: flag('<t>', 'how RTSP cameras send: tcp or udp', choice(RTSP_TRANSPORTS), defaults.rtspTransport),
  json: toggle('print one JSON object per run'),
  ...homeFlags,
  ...ffmpegFlags,
};

/** Of a command that has workers of its own. @param otherwise - how many without the flag */
export function workerFlags(otherwise: string) {
  return {
    workers: optionalFlag('<n>', 'worker processes', integer(1, 64), { otherwise }),
    threads: optionalFlag('<n>', "threads of a worker's model on a CPU", integer(1, 256), {
      otherwise: 'cores / workers',
    }),
  };
}
