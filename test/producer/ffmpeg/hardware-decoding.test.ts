import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FfmpegDecoder } from '../../../producer/ffmpeg/ffmpeg-decoder.ts';
import { type Ffmpeg, findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { hardwareNamesOf, withHardwareDecoding } from '../../../producer/ffmpeg/hardware-decoding.ts';
import { ConfigError } from '../../../shared/errors.ts';
import { runSettingsSchema } from '../../../shared/run.ts';
import { patternClip } from '../../fixtures/clips.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { fileOf } from '../decode.ts';

describe('decoding by hardware', () => {
  const folder = suiteFolder();

  it('is what ffmpeg lists', () => {
    const listed = 'Hardware acceleration methods:\nvdpau\ncuda\nvaapi\nvulkan\n\n';
    assert.deepEqual(hardwareNamesOf(listed), ['vdpau', 'cuda', 'vaapi', 'vulkan']);
    assert.deepEqual(hardwareNamesOf('Hardware acceleration methods:\n'), []);
  });

  it('is none unless it is asked for', async () => {
    const ffmpeg = await findFfmpeg(null);
    assert.equal(await withHardwareDecoding(ffmpeg, 'none'), ffmpeg);
    assert.equal(ffmpeg.hwaccel, null);
  });

  it('is refused under a name that ffmpeg does not know, with those that it knows', async () => {
    const refused = withHardwareDecoding(await findFfmpeg(null), 'warp');
    await assert.rejects(refused, (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.match(
        error.message,
        /^Expected `--hwaccel` to be auto, none.* \(what `.*` was built with\), got `warp`\.$/,
      );
      return true;
    });
  });

  it('is refused where the machine does not have it, with what ffmpeg says', async () => {
    const refused = withHardwareDecoding(
      fakeFfmpeg("echo '[AVHWDeviceContext @ 0x1] No such device.' >&2; exit 1"),
      'cuda',
    );
    await assert.rejects(refused, (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.match(
        error.message,
        /what `--hwaccel cuda` needs, got from ffmpeg: No such device\. `--hwaccel auto` takes/,
      );
      return true;
    });
  });

  it('is used where the machine has it', async () => {
    const found = await withHardwareDecoding(fakeFfmpeg('exit 0'), 'cuda');
    assert.equal(found.hwaccel, 'cuda');
  });

  it('gives every frame where there may be none', async () => {
    const path = patternClip(join(folder, 'clip.mp4'));
    const decode = async (ffmpeg: Ffmpeg) => {
      const request = { ffmpeg, input: fileOf(path), network: { width: 64, height: 64 } };
      const wanted = [{ first: 0, last: Infinity }];
      const decoder = new FfmpegDecoder({ ...request, settings: runSettingsSchema.parse({}), wanted });
      const frames: number[] = [];
      for await (const { frameIndex } of decoder.frames()) frames.push(frameIndex);
      return frames;
    };
    const ffmpeg = await findFfmpeg(null);
    assert.deepEqual(await decode(await withHardwareDecoding(ffmpeg, 'auto')), await decode(ffmpeg));
  });

  /** Lists cuda, and does something else where it is to open it. */
  function fakeFfmpeg(opening: string): Ffmpeg {
    const path = join(folder, `ffmpeg-${opening.length}`);
    const script = `#!/bin/sh\ncase "$*" in *-hwaccels*) echo 'Hardware acceleration methods:'; echo cuda ;; *) ${opening} ;; esac\n`;
    writeFileSync(path, script);
    chmodSync(path, 0o755);
    return {
      path,
      passthrough: [],
      hasListOptions: true,
      hasPacketTimes: true,
      rtspTimeout: '-timeout',
      hwaccel: null,
    };
  }
});
