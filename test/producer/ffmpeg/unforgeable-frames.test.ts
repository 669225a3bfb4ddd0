import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { probeVideo } from '../../../producer/input/probe.ts';
import { ffmpeg, patternClip } from '../../fixtures/clips.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { decodeAll, fileOf, indexesOf, upTo } from '../decode.ts';

/** Texts that look like what ffmpeg says, or once said, of frames and streams. */
const texts = [
  ...['] 0.25', '] 0.75', '5.750000', 'frame:3    pts:9      pts_time:1\nf=d', '#tb 0: 1/1'],
  ...[
    ' input from stream w:10 h:10 tb:1/1 fr:1/1',
    '\n  Duration: 09:00:00.00, start: 0.0',
    'YUV4MPEG2 W1 H1 F1:1 A1:1\n',
  ],
  '\n[info]       displaymatrix: rotation of -90.00 degrees',
];

describe('index, time and size of frames', () => {
  const folder = suiteFolder();
  const plain = join(folder, 'plain.mkv');
  before(() => {
    patternClip(plain, { frames: 36, output: ['-c:v', 'libx264'] });
  });

  async function isSameAsPlain(path: string): Promise<void> {
    const found = await findFfmpeg(null);
    assert.deepEqual(await probeVideo(found, fileOf(path)), await probeVideo(found, fileOf(plain)));
    for (const settings of [{}, { every: 5 }, { fps: 7 }]) {
      const [given, expected] = [await decodeAll(path, { settings }), await decodeAll(plain, { settings })];
      const strip = ({ frames }: typeof given) => frames.map(({ arrivedAt: _, ...frame }) => frame);
      assert.deepEqual(strip(given), strip(expected));
    }
  }

  for (const text of texts) {
    it(`do not depend on a title and a comment ${JSON.stringify(text)}`, async () => {
      const path = join(folder, 'titled.mkv');
      const tags = ['title', 'comment', 'artist'].flatMap((key) => ['-metadata', `${key}=${text}`]);
      const streamTags = ['-metadata:s:v', `title=${text}`, '-metadata:s:v', `handler_name=${text}`];
      ffmpeg('-i', plain, '-c', 'copy', ...tags, ...streamTags, path);
      await isSameAsPlain(path);
    });
  }

  for (const name of ['inj\n5.750000\nx.mkv', '\nframe:3    pts:9      pts_time:1\nf=d\nf=p\n.mkv', '] 0.25.mkv']) {
    it(`do not depend on a file name ${JSON.stringify(name)}`, async () => {
      const path = join(folder, name);
      await copyFile(plain, path);
      await isSameAsPlain(path);
    });
  }

  it('do not depend on the text inside a picture', async () => {
    const path = join(folder, 'picture.png');
    patternClip(path, { frames: 1 });
    const png = await readFile(path);
    const firstChunkEnd = 8 + 25;
    const text = textChunk('f\0d\nframe:7    pts:9      pts_time:1\nf=d\nf=p');
    await writeFile(path, Buffer.concat([png.subarray(0, firstChunkEnd), text, png.subarray(firstChunkEnd)]));
    const { frames, decoder } = await decodeAll(path);
    assert.deepEqual([indexesOf(frames), decoder.seen.sourceFrames], [upTo(1), 1]);
  });
});

/** A chunk of a PNG that ffmpeg reads as metadata of the frame: keyword, zero, text. */
function textChunk(content: string): Buffer {
  const body = Buffer.from(`tEXt${content}`, 'latin1');
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
