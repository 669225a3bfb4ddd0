import assert from 'node:assert/strict';
import { CAMERA_DEFAULTS } from '../../../producer/camera/camera-options.ts';
import { decodeArguments, exactPlan, firstPlan, probeArguments } from '../../../producer/ffmpeg/ffmpeg-args.ts';
import { sourceOf, sourceOptions } from '../../../producer/ffmpeg/ffmpeg-source.ts';
import type { Ffmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import type { Input } from '../../../producer/input/inputs.ts';
import { runSettingsSchema } from '../../../shared/run.ts';

const file: Input = { kind: 'file', source: '/v/a b.mp4', uri: '/v/a b.mp4' };
const ffmpeg: Ffmpeg = {
  ...{ path: 'ffmpeg', hasListOptions: true, hasPacketTimes: true, hwaccel: null },
  ...{ rtspTimeout: '-timeout', passthrough: ['-vsync', 'passthrough'] },
};
const all = [{ first: 0, last: Infinity }];
const network = { width: 416, height: 416 };

describe("ffmpeg's arguments", () => {
  const pixelsOf = (given: object, wanted = all, isExact = false) => {
    const settings = runSettingsSchema.parse(given);
    const plan = isExact ? exactPlan : firstPlan(file, settings, wanted);
    return decodeArguments({ ffmpeg, input: file, network, settings, wanted }, plan).outputs.at(-1)!;
  };
  const graphOf = (...given: Parameters<typeof pixelsOf>) => pixelsOf(...given).filters.join(',');

  it('copy the time stamps, keep every frame and write raw pixels of the first real video stream', () => {
    const settings = runSettingsSchema.parse({});
    const args = decodeArguments({ ffmpeg, input: file, network, settings, wanted: all }, exactPlan);
    assert.equal(args.source, 'file:/v/a b.mp4');
    assert.ok(args.input.includes('-copyts'));
    const { options, format, fd } = args.outputs.at(-1)!;
    assert.deepEqual([fd, format], [1, 'rawvideo']);
    assert.deepEqual(options, ['-map', '0:V:0', '-flush_packets', '1', '-threads', '1', '-vsync', 'passthrough']);
  });

  for (const [given, pattern] of [
    [{ every: 5 }, /,select='.*if\(not\(mod\(n,5\)\),/],
    [{ start: 3, end: 6 }, /,select='.*if\(gte\(ld\(6\),3\)\*lt\(ld\(6\),6\),/],
    [{ fps: 2 }, /,select='.*st\(4,floor\(\(ld\(8\)\+TB\/2\)\*2\)\);if\(gte\(ld\(4\),ld\(5\)\)/],
    [{}, /,scale=w='416':h='416':flags=area\+accurate_rnd\+full_chroma_int,format=rgb24$/],
    [{ gray: true }, /,format=gray$/],
    [{ resize: 'letterbox' }, /,setsar=1,scale=.*,format=rgb24,pad=w='416':h='416':x='trunc.*:color=0x808080$/],
  ] as const) {
    it(`sample and scale for ${JSON.stringify(given)}`, () => assert.match(graphOf(given), pattern));
  }

  it('let only wanted frames through', () => {
    const wanted = [
      { first: 8, last: 15 },
      { first: 40, last: 47 },
    ];
    assert.match(graphOf({}, wanted), /between\(\(ld\(3\)-1\),8,15\)\+between\(\(ld\(3\)-1\),40,47\)/);
  });

  it('choose nothing where all frames are wanted, or where the frames are chosen on this side', () => {
    assert.doesNotMatch(graphOf({}), /select/);
    assert.doesNotMatch(graphOf({ every: 3, fps: 1 }, all, true), /select/);
  });

  it('convert no frame but the first to tell what the picture is', () => {
    const picture = probeArguments(file).outputs.find(({ format }) => format === 'yuv4mpegpipe')!;
    assert.equal(picture.filters[0], 'trim=end_frame=1');
  });

  it('throw the metadata of frames away before a line of theirs is written', () => {
    assert.match(
      graphOf({}),
      /^metadata=mode=delete,metadata=mode=add:key=f:value=d,metadata=mode=print:key=f:file='pipe\\:3':direct=1,/,
    );
  });

  for (const [source, options] of [
    ['rtsp://h/1', ['-rtsp_transport', 'tcp', '-timeout', '15000000']],
    ['/dev/video0', ['-f', 'v4l2']],
    ['udp://h:1', ['-rw_timeout', '15000000']],
    ['http://h/live.m3u8', ['-rw_timeout', '15000000']],
    ['rtmp://h/live', ['-rw_timeout', '15000000']],
    ['rtp://h:1', []],
    ['/a/pipe', []],
  ] as const) {
    it(`open ${source} as a camera`, () => {
      const { input, source: opened } = probeArguments({ kind: 'camera', source, uri: source });
      const expected = ['-analyzeduration', '1000000', '-thread_type', 'slice', ...options];
      assert.deepEqual([opened, input.slice(-expected.length)], [source, expected]);
    });
  }

  it('open an RTSP camera over UDP, and by the name of the limit that an older ffmpeg knows', () => {
    const camera: Input = { kind: 'camera', source: 'rtsp://h/1', uri: 'rtsp://h/1' };
    const live = { ...CAMERA_DEFAULTS, rtspTransport: 'udp', timeoutSeconds: 2 } as const;
    const options = sourceOptions(camera, live, '-stimeout');
    assert.deepEqual(options.slice(-4), ['-rtsp_transport', 'udp', '-stimeout', '7000000']);
  });

  for (const [source, opened] of [
    ['/v/a b.mp4', 'file:/v/a b.mp4'],
    ['https://h/a.mp4', 'https://h/a.mp4'],
  ] as const) {
    it(`play ${source} at its own pace`, () => {
      const live = { ...CAMERA_DEFAULTS, isRealtime: true };
      const input: Input = { kind: 'camera', source, uri: source };
      assert.equal(sourceOf(input, live), opened);
      assert.deepEqual(sourceOptions(input, live).slice(-3), ['-re', '-thread_type', 'slice']);
    });
  }

  it('stamp the frames of a camera with the wall clock where they are let through', () => {
    const camera: Input = { kind: 'camera', source: 'tcp://h:1', uri: 'tcp://h:1' };
    const settings = runSettingsSchema.parse({});
    const request = { ffmpeg, input: camera, network, settings, wanted: all };
    const { outputs } = decodeArguments(request, firstPlan(camera, settings, all));
    assert.match(
      outputs.at(-1)!.filters.join(','),
      /,select='.*',settb=1\/1000000,setpts='time\(0\)\*1000000',metadata=mode=delete,metadata=mode=add:key=f:value=p,/,
    );
    assert.doesNotMatch(graphOf({ every: 3 }), /setpts/);
  });
});
