import assert from 'node:assert/strict';
import { FfmpegLogErrors } from '../../producer/ffmpeg-log-errors.ts';
import { passthroughOptionOf } from '../../producer/find-ffmpeg.ts';
import { FrameMetadataReader } from '../../producer/frame-metadata.ts';
import { StreamInfoReader } from '../../producer/stream-info.ts';

describe("ffmpeg's log", () => {
  it('tells the facts of frames, whatever stands between them', async () => {
    const reader = new FrameMetadataReader();
    const lines = [
      ...['[warning] 0.250000', '[warning] -1023.500000', '[warning] 0.750000'],
      ...[
        '[h264 @ 0x1] [error] error while decoding MB 1 2',
        '[Eval @ 0x7] [warning] 1.250000',
        '1.500000',
        '1.125000',
      ],
      ...[
        '[warning] 2.250000',
        '[warning] 1700000000000000.500000',
        '[warning] 2.750000',
        '[x @ 0x1] [info] took 3.25',
      ],
    ];
    assert.deepEqual(lines.map((line) => reader.read(line)).filter((isFact) => !isFact).length, 2);
    reader.close();
    assert.deepEqual(await reader.next(), { frameIndex: 0, pts: -1024, ordinal: 0 });
    assert.deepEqual(await reader.next(), { frameIndex: 2, pts: 1_700_000_000_000_000, ordinal: 2 });
    assert.equal(await reader.next(), null);
    assert.deepEqual([reader.sourceFrames, reader.sampledFrames, reader.announcedFrames], [3, 3, 2]);
  });

  it('gives a fact that is awaited before its line comes', async () => {
    const reader = new FrameMetadataReader();
    const fact = reader.next();
    for (const line of ['4.250000', '8.500000', '0.750000']) reader.read(line);
    assert.deepEqual(await fact, { frameIndex: 4, pts: 8, ordinal: 0 });
  });

  for (const [rotation, expected] of [
    ['-90.00', { rotation: 90, width: 720, height: 1280 }],
    ['90.00', { rotation: 270, width: 720, height: 1280 }],
    ['-180.00', { rotation: 180, width: 1280, height: 720 }],
    ['-0.00', { rotation: 0, width: 1280, height: 720 }],
  ] as const) {
    it(`tells a stream's facts, turned by ${rotation}°`, () => {
      const reader = new StreamInfoReader();
      const facts = [
        '[info]   Duration: 01:02:03.50, start: 0.000000, bitrate: 5996 kb/s',
        '[info]   Stream #0:0[0x1](eng): Audio: aac',
        '[info]   Stream #0:1[0x2](eng): Video: h264 (Baseline), 1280x720',
        `[info]       displaymatrix: rotation of ${rotation} degrees`,
        '[info] Stream mapping:',
        '[info]   Stream #0:1 -> #0:0 (h264 (native) -> rawvideo (native))',
        '[graph 0 input from stream 0:1 @ 0x1] [verbose] w:1280 h:720 pixfmt:yuv420p tb:1/90000 fr:750000/71393 sar:1/1',
      ].map((line) => reader.read(line));
      assert.deepEqual(facts.slice(0, -1), Array(6).fill(null));
      assert.deepEqual(facts.at(-1), {
        ...{ codec: 'h264', fpsNum: 750000, fpsDen: 71393, timeBase: [1, 90000], durationSeconds: 3723.5 },
        ...expected,
      });
    });
  }

  it('is shown without the input, whose URL may hold a password', () => {
    const complaints = new FfmpegLogErrors(['rtsp://u:p@h/1']);
    complaints.read('[rtsp @ 0x5] [error] method DESCRIBE failed: 401');
    complaints.read('[error] rtsp://u:p@h/1: Server returned 401');
    assert.equal(complaints.summary(), 'method DESCRIBE failed: 401; input: Server returned 401');
  });

  for (const [version, option] of [
    ['libavcodec     58.134.100 / 58.134.100', '-vsync'],
    ['libavcodec     59. 18.100 / 59. 18.100', '-vsync'],
    ['libavcodec     59. 37.100 / 59. 37.100', '-fps_mode'],
    ['libavcodec     61.  3.100 / 61.  3.100', '-fps_mode'],
  ] as const) {
    it(`tells by ${version} that frames are let through by ${option}`, () => {
      assert.deepEqual(passthroughOptionOf(version), [option, 'passthrough']);
    });
  }
});
