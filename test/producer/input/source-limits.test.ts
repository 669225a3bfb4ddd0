import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { expandInputs } from '../../../producer/input/inputs.ts';
import { probeVideo } from '../../../producer/input/probe.ts';
import { jpegs } from '../../fixtures/cameras.ts';
import { ffmpeg, patternClip } from '../../fixtures/clips.ts';
import { FileServer } from '../../fixtures/file-server.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { decodeAll } from '../decode.ts';

/** A PNG that says how large it is, and holds a few rows. */
function pngOf(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const rows = deflateSync(Buffer.alloc(3 * width + 1));
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

const playlist = (segment: string) =>
  `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:9\n#EXTINF:3.0,\n${segment}\n#EXT-X-ENDLIST\n`;

describe('What a source may lead to', () => {
  const folder = temporaryFolder();

  async function probe(source: string) {
    const [input] = await expandInputs([source]);
    return probeVideo(await findFfmpeg(null), input!);
  }

  for (const name of ['large.png', 'large.mov', 'large.mkv']) {
    it(`is no picture that takes more memory than a camera has pixels: ${name}`, async () => {
      const picture = join(folder(), 'large.png');
      writeFileSync(picture, pngOf(16_000, 16_000)); // which ffmpeg takes unless it is told otherwise
      const path = join(folder(), name);
      if (path !== picture) ffmpeg('-f', 'image2', '-r', '1', '-i', picture, '-c', 'copy', path);
      await assert.rejects(probe(path), { code: 'INPUT_UNREADABLE', message: /frames of more than 134217728 pixels/ });
    });
  }

  it('is no frame that grows beyond that midway', async () => {
    const path = join(folder(), 'grows.mjpeg');
    const [small] = jpegs(1, '64x48') as [Buffer];
    const large = Buffer.from(small);
    const head = large.indexOf(Buffer.from([0xff, 0xc0])); // height and width stand behind marker, length and depth
    large.writeUInt16BE(16_000, head + 5);
    large.writeUInt16BE(16_000, head + 7);
    writeFileSync(path, Buffer.concat([small, small, large, small]));
    const { frames } = await decodeAll(path);
    assert.ok(frames.every(({ source }) => source.width === 64));
    assert.ok(frames.length >= 2);
  });

  it('is no network, from a file', async () => {
    const server = await FileServer.start(patternClip(join(folder(), 'clip.ts')), null);
    try {
      const path = join(folder(), 'list.mp4');
      for (const text of [
        playlist(`http://127.0.0.1:${server.port}/clip.ts`),
        `ffconcat version 1.0\nfile http://127.0.0.1:${server.port}/clip.ts\n`,
      ]) {
        writeFileSync(path, text);
        await assert.rejects(probe(path), { code: 'INPUT_UNREADABLE' });
      }
      assert.deepEqual(server.asked, []);
    } finally {
      await server.stop();
    }
  });

  it('is no file, from the network', async () => {
    const clip = patternClip(join(folder(), 'clip.ts'));
    const path = join(folder(), 'list.m3u8');
    for (const segment of [
      `file://${clip}`,
      `file:${clip}`,
      clip,
      `concat:${clip}`,
      `subfile,,start,0,end,0,,:${clip}`,
    ]) {
      writeFileSync(path, playlist(segment));
      const server = await FileServer.start(path, null);
      try {
        await assert.rejects(probe(`http://127.0.0.1:${server.port}/list.m3u8`), { code: 'INPUT_UNREADABLE' }, segment);
      } finally {
        await server.stop();
      }
    }
    writeFileSync(path, playlist('clip.ts'));
    assert.equal((await probe(path)).width, 160, 'a playlist in a file may name files beside it');
  });
});
