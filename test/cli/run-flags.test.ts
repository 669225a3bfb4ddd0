import assert from 'node:assert/strict';
import { BUNDLE } from '../../app/demo/bundle.ts';
import { framefleet } from '../fixtures/cli.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

describe('The flags of detect', () => {
  const home = suiteFolder();

  for (const [args, complaints] of [
    [['--end', '0'], [/`--end` to be a time above 0: seconds or hh:mm:ss, got `0`/]],
    [['--start', '5', '--end', '3'], [/`--end` to be later than `--start`/]],
    [['--duration', '3'], [/`--duration` with cameras only, got `.*demo\.mp4`: a recording ends at `--end`/]],
    [['--starts-at', 'noon'], [/`--starts-at` to be an ISO 8601 time with its zone, .* got `noon`/]],
    [['--starts-at', '0', BUNDLE.truth], [/`--starts-at` to be the beginning of one input, got 2 inputs/]],
    [['--run', 'gate', BUNDLE.truth], [/`--run` to name the run of one input, got 2 inputs/]],
    [['--range', '5-3'], [/`--range` to be times as FROM-TO, separated by commas: .*, got `5-3`/]],
    [['--range', '1-2,3-4', '--start', '5'], [/`--range` to name times within `--start 5`, got none/]],
    [['--roi', '1,2,3'], [/`--roi` to be one of x1,y1,x2,y2 or x,y x,y x,y, in pixels or per cent, got `1,2,3`/]],
    [['--roi', '0,0,9,9;10,10,20,20'], [/`--roi` to be one of/]],
    [['--mask', '0,0,9,9;'], [/`--mask` to be x1,y1,x2,y2 or x,y x,y x,y, .* several separated by semicolons/]],
    [['--tiles', '1x1'], [/`--tiles` to be COLUMNSxROWS, two tiles at least, 16 of each at most, got `1x1`/]],
    [
      ['--overlap', '0.1', '--scene-threshold', '0.5'],
      [/`--overlap` with `--tiles` only/, /`--scene-threshold` with `--scenes` only/],
    ],
    [['--hwaccel', 'warp'], [/`--hwaccel` to be auto, none, .*, got `warp`/]],
    [['--classes', 'a,,b'], [/`--classes` to be labels, separated by commas; one that holds a comma in double quotes/]],
    [['--classes', '"a, b",c'], [/`--classes` to be labels of the model .*, got `a, b, c`/]],
    [
      ['--every', '0', '--iou', '2', '--size', '5'],
      [/`--every`/, /`--iou`/, /`--size`/],
    ],
    [
      ['--run', 'gate', '--duration', '1', BUNDLE.truth],
      [/`--run`/, /`--duration`/],
    ],
  ] as const) {
    it(`are refused: ${args.join(' ')}`, async () => {
      const ended = await framefleet(['detect', BUNDLE.clip, '--model', BUNDLE.network, ...args], home);
      assert.deepEqual([ended.code, ended.stdout], [2, ''], ended.stderr);
      for (const complaint of complaints) assert.match(ended.stderr, complaint);
    });
  }
});
