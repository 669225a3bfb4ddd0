import assert from 'node:assert/strict';
import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cutShort } from '../../../producer/watch/cut-short.ts';
import { demoClip, ffmpeg, patternClip } from '../../fixtures/clips.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';

describe('what a container says of its own length', () => {
  const folder = suiteFolder();
  const at = (name: string) => join(folder, name);

  before(() => {
    demoClip(at('index-last.mp4'), 30);
    demoClip(at('index-first.mp4'), 30, '-movflags', '+faststart');
    demoClip(at('fragments.mp4'), 30, '-movflags', '+frag_keyframe+empty_moov');
    demoClip(at('quicktime.mov'), 30);
    demoClip(at('matroska.mkv'), 30);
    patternClip(at('web.webm'), { output: ['-c:v', 'libvpx'] });
    patternClip(at('riff.avi'), { output: ['-c:v', 'mjpeg'] });
    demoClip(at('stream.ts'), 30);
    ffmpeg(
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=160x120:rate=10',
      '-frames:v',
      '10',
      '-f',
      'matroska',
      '-live',
      '1',
      at('live.mkv'),
    );
  });

  const fault = async (name: string) => {
    const file = await open(at(name));
    try {
      return await cutShort(file, (await file.stat()).size);
    } finally {
      await file.close();
    }
  };

  const telling = ['index-last.mp4', 'index-first.mp4', 'quicktime.mov', 'matroska.mkv', 'web.webm', 'riff.avi'];
  for (const name of [...telling, 'fragments.mp4', 'stream.ts', 'live.mkv']) {
    it(`finds no fault with ${name} when it is whole`, async () => assert.equal(await fault(name), null));
  }

  for (const name of telling) {
    it(`tells that ${name} is cut, wherever that is`, async () => {
      const whole = await readFile(at(name));
      for (const share of [0.1, 0.5, 0.9, 0.999]) {
        await writeFile(at(`cut-${name}`), whole.subarray(0, Math.floor(whole.length * share)));
        assert.notEqual(await fault(`cut-${name}`), null, `${share}`);
      }
    });
  }

  it('tells that room was made for a file that has not come', async () => {
    await writeFile(at('room.mp4'), '');
    await truncate(at('room.mp4'), 100_000);
    assert.match((await fault('room.mp4')) ?? '', /zeros/);
    const whole = await readFile(at('index-last.mp4'));
    const half = Buffer.concat([
      whole.subarray(0, whole.length / 2),
      Buffer.alloc(whole.length - Math.floor(whole.length / 2)),
    ]);
    await writeFile(at('half.mp4'), half);
    assert.notEqual(await fault('half.mp4'), null);
  });

  it('finds no fault with what is too short to tell', async () => {
    for (const text of ['', 'x', '\u0000\u0000\u0000', 'RIFF', '0123456789']) {
      await writeFile(at('short'), text);
      assert.ok(['it begins with nothing but zeros', null].includes(await fault('short')), text);
    }
  });
});
