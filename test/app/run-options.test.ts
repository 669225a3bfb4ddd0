import assert from 'node:assert/strict';
import { Command } from 'commander';
import { cameraOptionsOf, RUN_DEFAULTS, type RunOptions, runSettingsOf } from '../../app/run-options.ts';
import { defineCommand } from '../../cli/define-command.ts';
import { runFlags } from '../../cli/flags/run-flags.ts';
import { CAMERA_DEFAULTS } from '../../producer/camera/camera-options.ts';

/** What `detect` makes of some flags. */
async function optionsOf(...args: string[]): Promise<RunOptions> {
  const heard: RunOptions[] = [];
  const command = new Command('try').exitOverride();
  defineCommand(
    {},
    runFlags,
    async (values) => void heard.push({ ...values, inputs: [], jobs: [], watch: null }),
  )(command, {});
  await command.parseAsync(args, { from: 'user' });
  return heard[0]!;
}

describe('The flags of a run', () => {
  for (const [args, change] of [
    [[], {}],
    [['--on-overload', 'drop-newest'], { onOverload: 'drop-newest' }],
    [['--on-overload', 'thin'], { onOverload: 'thin' }],
    [['--reopen', 'always'], { reopen: 'always' }],
    [['--reopen', 'never'], { reopen: 'never' }],
    [['--rtsp-transport', 'udp'], { rtspTransport: 'udp' }],
    [['--camera-timeout', '2m'], { timeoutSeconds: 120 }],
    [['--max-buffered-mb', '3'], { maxBufferedBytes: 3 * 2 ** 20 }],
    [['--segment', '1h'], { segmentSeconds: 3600 }],
    [['--realtime'], { isRealtime: true }],
  ] as const) {
    it(`say how a camera is captured: ${args.join(' ') || 'none'}`, async () => {
      assert.deepEqual(cameraOptionsOf(await optionsOf(...args)), { ...CAMERA_DEFAULTS, ...change });
    });
  }

  it('say how frames are chosen and looked at, each its own', async () => {
    const given = [
      ...['--every', '2', '--fps', '3', '--start', '4', '--end', '0:05', '--scale', '0.5', '--gray', '--letterbox'],
      ...['--confidence', '0.7', '--iou', '0.6', '--classes', 'dog,"a, b"', '--chunk', '9'],
    ];
    const size = { width: 96, height: 64 };
    assert.deepEqual(runSettingsOf(await optionsOf(...given), 'stretch', size), {
      ...{ every: 2, fps: 3, start: 4, end: 5, scale: 0.5, gray: true, resize: 'letterbox', size },
      ...{ confidence: 0.7, iou: 0.6, classes: ['dog', 'a, b'], chunkFrames: 9 },
    });
  });

  it('have the defaults of a run', async () => {
    const { inputs: _, home, ffmpegPath, ...options } = await optionsOf();
    const asked = Object.fromEntries(Object.keys(RUN_DEFAULTS).map((key) => [key, options[key as 'run']]));
    assert.deepEqual(asked, { ...RUN_DEFAULTS });
  });
});
