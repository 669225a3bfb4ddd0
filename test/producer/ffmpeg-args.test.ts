import assert from 'node:assert/strict';
import { decodeArguments, probeArguments } from '../../producer/ffmpeg-args.ts';
import type { Input } from '../../producer/inputs.ts';
import { runSettingsSchema } from '../../shared/run.ts';

const file: Input = { kind: 'file', source: '/v/a b.mp4', uri: '/v/a b.mp4' };
const all = [{ first: 0, last: Infinity }];
const network = { width: 416, height: 416 };

describe("ffmpeg's arguments", () => {
  const graphOf = (given: object, wanted = all) => {
    const { output } = decodeArguments(file, network, runSettingsSchema.parse(given), wanted, [
      '-vsync',
      'passthrough',
    ]);
    return output[output.indexOf('-filter:v') + 1]!;
  };

  it('copy the time stamps, keep every frame and write raw pixels of the first real video stream', () => {
    const args = decodeArguments(file, network, runSettingsSchema.parse({}), all, ['-vsync', 'passthrough']);
    assert.equal(args.source, 'file:/v/a b.mp4');
    assert.ok(args.input.includes('-copyts'));
    const { output } = args;
    assert.deepEqual(output.slice(0, 2), ['-map', '0:V:0']);
    assert.deepEqual(output.slice(4), ['-vsync', 'passthrough', '-f', 'rawvideo']);
  });

  for (const [given, pattern] of [
    [{}, /if\(1,st\(3,ld\(3\)\+1\);if\(gte\(\(ld\(3\)-1\),0\),/],
    [{ every: 5 }, /if\(not\(mod\(n,5\)\),/],
    [{ start: 3, end: 6 }, /^trim=duration=7,.*if\(gte\(ld\(6\),3\)\*lt\(ld\(6\),6\),/],
    [{ fps: 2 }, /st\(4,floor\(\(ld\(6\)\+TB\/2\)\*2\)\);if\(gte\(ld\(4\),ld\(5\)\)/],
    [{}, /,scale=w='416':h='416':flags=area\+accurate_rnd\+full_chroma_int,format=rgb24$/],
    [{ gray: true }, /,format=gray$/],
    [{ resize: 'letterbox' }, /,setsar=1,scale=.*,format=rgb24,pad=w='416':h='416':x='trunc.*:color=0x808080$/],
  ] as const) {
    it(`sample and scale for ${JSON.stringify(given)}`, () => assert.match(graphOf(given), pattern));
  }

  it('let only wanted frames through, and stop after the last of them', () => {
    const wanted = [
      { first: 8, last: 15 },
      { first: 40, last: 47 },
    ];
    assert.match(graphOf({}, wanted), /between\(\(ld\(3\)-1\),8,15\)\+between\(\(ld\(3\)-1\),40,47\)/);
    const { output } = decodeArguments(file, network, runSettingsSchema.parse({}), wanted, []);
    assert.equal(output[output.indexOf('-frames:v') + 1], '16');
  });

  for (const [source, options] of [
    ['rtsp://h/1', ['-rtsp_transport', 'tcp']],
    ['/dev/video0', ['-f', 'v4l2']],
    ['udp://h:1', []],
  ] as const) {
    it(`open ${source} as a camera`, () => {
      const { input, source: opened } = probeArguments({ kind: 'camera', source, uri: source });
      assert.deepEqual(
        [opened, input.slice(-2 - options.length)],
        [source, ['-analyzeduration', '1000000', ...options]],
      );
    });
  }
});
