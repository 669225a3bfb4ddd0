import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { matroskaFrameHead, matroskaHead } from '../../../producer/encoding/matroska-frames.ts';

const SIZE = { width: 6, height: 4 };

describe('Raw frames as Matroska', () => {
  it('are read by ffmpeg pixel by pixel, each at its own nanosecond', () => {
    const times = [0, 1, 33_366_700, 33_366_701, 86_400_000_000_123];
    const frames = times.map((_, index) =>
      Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, at) => (at * 3 + index * 50) % 256),
    );
    const stream = Buffer.concat([
      matroskaHead(SIZE, 4e7),
      ...frames.flatMap((pixels, index) => [matroskaFrameHead(times[index]!, pixels.length), pixels]),
    ]);
    const read = (...output: string[]) =>
      execFileSync('ffmpeg', ['-v', 'error', '-copyts', '-f', 'matroska', '-i', '-', '-c', 'copy', ...output, '-'], {
        input: stream,
      });
    assert.deepEqual(read('-f', 'rawvideo'), Buffer.concat(frames));
    const list = read('-f', 'framecrc').toString();
    assert.match(list, /^#tb 0: 1\/1000000000$/m);
    assert.match(list, /^#dimensions 0: 6x4$/m);
    const pts = [...list.matchAll(/^0, *\d+, *(\d+), /gm)].map(([, text]) => Number(text));
    assert.deepEqual(pts, times);
  });

  it('are packed RGB to ffmpeg', () => {
    const pixels = Uint8Array.from({ length: 72 }, (_, at) => [255, 0, 0][at % 3]!);
    const input = Buffer.concat([matroskaHead(SIZE, 4e7), matroskaFrameHead(0, 72), pixels]);
    const args = ['-v', 'error', '-f', 'matroska', '-i', '-', '-pix_fmt', 'bgr24', '-f', 'rawvideo', '-'];
    assert.deepEqual([...execFileSync('ffmpeg', args, { input }).subarray(0, 3)], [0, 0, 255]);
  });
});
