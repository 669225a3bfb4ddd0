import type { Option } from 'commander';
import { flag, homeFlag } from './environment-option.ts';

/** The flags of `detect` and `produce` alike. */
export function runOptions(): Option[] {
  return [
    flag(
      '--model <model>',
      'name of an imported model, folder with one cfg, its weights and names, or ONNX file',
      'yolov4',
    ),
    flag('--precision <p>', 'fp32, or int8: faster, a little less exact', 'fp32'),
    flag('--run <name>', 'name of the run', 'derived from video, model and settings'),
    flag('--force', 'forget what is stored of the run and do it anew'),
    flag('--every <n>', 'look at every n-th frame only', '1'),
    flag('--fps <f>', 'look at no more than f frames a second of video'),
    flag('--start <time>', 'skip what is shown before: seconds or hh:mm:ss'),
    flag('--end <time>', 'stop there: seconds or hh:mm:ss'),
    flag('--scale <r>', 'reduce frames to this part of their width and height first', '1'),
    flag('--gray', 'reduce frames to one channel'),
    flag('--letterbox', 'keep the aspect ratio, with grey borders', 'as the model asks; darknet stretches'),
    flag('--size <size>', "size of the network's input: N or WxH, multiples of 32", "the model's own"),
    flag('--confidence <c>', 'keep detections above this confidence', '0.25'),
    flag('--iou <t>', 'overlap above which the weaker of two boxes is dropped', '0.45'),
    flag('--classes <a,b>', 'keep these labels only'),
    flag('--chunk <n>', 'frames in one job', '8'),
    flag('--max-queued-mb <m>', 'MiB of frames that may wait in Redis, over all producers', '512'),
    flag('--live', 'treat the input as a camera: drop frames that find no room'),
    flag('--duration <time>', 'end a camera run after this time: seconds or hh:mm:ss'),
    flag('--json', 'print one JSON object per run'),
    homeFlag(),
  ];
}
