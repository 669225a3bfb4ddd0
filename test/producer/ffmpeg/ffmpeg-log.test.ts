import assert from 'node:assert/strict';
import { FfmpegLogErrors } from '../../../producer/ffmpeg/ffmpeg-log-errors.ts';
import { canWriteAtOnce, passthroughOptionOf, rtspTimeoutOptionOf } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { StreamLog } from '../../../producer/ffmpeg/stream-info.ts';

describe("ffmpeg's log", () => {
  const logOf = (...lines: string[]) => {
    const log = new StreamLog();
    for (const line of lines) log.read(line);
    return log;
  };

  it('tells how long the container is', () => {
    assert.equal(logOf('[info]   Duration: 01:02:03.50, start: 0.000000, bitrate: 5996 kb/s').durationSeconds, 3723.5);
    assert.equal(logOf('[info]   Duration: N/A, start: 1.4, bitrate: N/A').durationSeconds, null);
    assert.equal(logOf().durationSeconds, null);
  });

  it('does not tell how long the container is when other text looks like it', () => {
    const true_ = '[info]   Duration: 00:00:03.00, start: 0.000000, bitrate: 5996 kb/s';
    const forged = '  Duration: 99:00:00.00, start: 0.000000, bitrate: 1 kb/s';
    assert.equal(logOf(true_, forged).durationSeconds, null);
    assert.equal(logOf(`[info] ${forged}`, true_).durationSeconds, null);
    assert.equal(logOf(true_, `[info]     title           : ${forged}`).durationSeconds, 3);
  });

  for (const [told, coded, shown, rotation] of [
    [['-90.00'], [1280, 720], [720, 1280], 90],
    [['90.00'], [1280, 720], [720, 1280], 270],
    [['-180.00'], [1280, 720], [1280, 720], 180],
    [['-0.00'], [1280, 720], [1280, 720], 0],
    [[], [1280, 720], [1280, 720], 0],
    [[], [424, 640], [640, 424], 90],
    [['-180.00'], [424, 640], [640, 424], 90],
    [['-90.00', '-180.00'], [1280, 720], [1280, 720], 180],
    [['-90.00'], [720, 720], [720, 720], 90],
  ] as const) {
    it(`tells of a picture of ${coded.join('×')} shown in ${shown.join('×')}, turned by ${told.join(' and ') || 'nothing'}, that it is turned by ${rotation}`, () => {
      const log = logOf(...told.map((degrees) => `[info]       displaymatrix: rotation of ${degrees} degrees`));
      const sizeOf = ([width, height]: readonly [number, number]) => ({ width, height });
      assert.equal(log.rotationOf(sizeOf(coded), sizeOf(shown)), rotation);
    });
  }

  it('is shown without the input, whose URL may hold a password', () => {
    const logErrors = new FfmpegLogErrors(['rtsp://u:p@h/1']);
    logErrors.read('[rtsp @ 0x5] [error] method DESCRIBE failed: 401');
    logErrors.read('[error] rtsp://u:p@h/1: Server returned 401');
    assert.equal(logErrors.summary(), 'method DESCRIBE failed: 401; input: Server returned 401');
  });

  for (const [line, told] of [
    ['[error] input: Invalid data found when processing input', ['isAboutDamage']],
    ['[h264 @ 0x55ab] [error] Error splitting the input into NAL units.', ['isAboutDamage']],
    ['[mov,mp4 @ 0x1] [error] stream 0, offset 0x13d78e: partial file', ['isAboutDamage']],
    ['[http @ 0x1] [error] Stream ends prematurely at 5, should be 9', ['isAboutDamage', 'isAboutReading']],
    ['[in#0 @ 0x1] [error] Error during demuxing: Input/output error', ['isAboutDamage', 'isAboutReading']],
    ['[h264 @ 0x1] [error] non-existing PPS 0 referenced', ['isBegunMidway']],
    ['[hevc @ 0x1] [error] PPS id out of range: 0', ['isBegunMidway']],
    ["[error] Stream map '0:V:0' matches no streams.", ['isAboutMissingStream']],
    ['[webp @ 0x1] [warning] skipping unsupported chunk: ANIM', ['isAboutAnimatedWebp']],
    ['[error] Application provided invalid, non monotonically increasing dts to muxer in stream 0: 1 >= 1', []],
    ['[h264 @ 0x1] [error] co located POCs unavailable', []],
    ['[info]     title           : [error] partial file', []],
    ['[warning] corrupt', []],
  ] as const) {
    it(`tells by ${JSON.stringify(line)} of ${told.join(', ') || 'nothing'}`, () => {
      const logErrors = new FfmpegLogErrors([]);
      logErrors.read(line);
      const flags = [
        'isAboutDamage',
        'isAboutReading',
        'isBegunMidway',
        'isAboutMissingStream',
        'isAboutAnimatedWebp',
      ] as const;
      assert.deepEqual(
        flags.filter((flag) => logErrors[flag]),
        told,
      );
    });
  }

  it('is remembered to have told of damage, however much it says afterwards', () => {
    const logErrors = new FfmpegLogErrors([]);
    logErrors.read('[error] Error splitting the input into NAL units.');
    for (let line = 0; line < 100; line++) logErrors.read('[error] co located POCs unavailable');
    assert.equal(logErrors.isAboutDamage, true);
    assert.equal(logErrors.summary(), 'co located POCs unavailable');
  });

  for (const [version, option, timeout] of [
    ['libavcodec     58.134.100 / 58.134.100', '-vsync', '-stimeout'],
    ['libavcodec     59. 18.100 / 59. 18.100', '-vsync', '-timeout'],
    ['libavcodec     59. 37.100 / 59. 37.100', '-fps_mode', '-timeout'],
    ['libavcodec     61.  3.100 / 61.  3.100', '-fps_mode', '-timeout'],
  ] as const) {
    it(`tells by ${version} that frames are let through by ${option}, and RTSP is limited by ${timeout}`, () => {
      assert.deepEqual(passthroughOptionOf(version), [option, 'passthrough']);
      assert.equal(rtspTimeoutOptionOf(version), timeout);
    });
  }

  it('tells by the help of a filter whether a line is written at once', () => {
    const file = '   file              <string>     ..FV....... set file where to print metadata information';
    const direct =
      '   direct            <boolean>    ..FV....... reduce buffering when printing to user-set file or pipe';
    assert.equal(canWriteAtOnce(`${file}\n${direct}\n`), true);
    assert.equal(canWriteAtOnce(`${file}\n`), false);
  });
});
