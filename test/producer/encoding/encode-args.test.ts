import assert from 'node:assert/strict';
import {
  type EncodeOrder,
  encodeArguments,
  movieTimescale,
  tempoFilters,
} from '../../../producer/encoding/encode-args.ts';
import type { Input } from '../../../producer/input/inputs.ts';
import { fileOf } from '../decode.ts';

const FFMPEG = { passthrough: ['-fps_mode', 'passthrough'], hasPacketTimes: true, hasListOptions: true };
const ORDER: EncodeOrder = {
  size: { width: 64, height: 48 },
  timeBase: [1, 12_800],
  firstPts: 0,
  rate: { fpsNum: 25, fpsDen: 1 },
  lastTicks: 512,
  look: { matrix: null, primaries: null, transfer: null, pixelAspect: null },
  container: 'mp4',
  sound: null,
};
const argumentsOf = (changes: Partial<EncodeOrder>) => encodeArguments(FFMPEG, { ...ORDER, ...changes }, '/o.mp4');
const optionsOf = (changes: Partial<EncodeOrder>) => argumentsOf(changes).outputs[0]!.options.join(' ');

describe('Arguments for encoding', () => {
  const sound = { input: fileOf('/a b.mp4'), cut: null };
  const cut = { startSeconds: 1.5, seconds: 2, speed: 1 };

  it('read the source for its sound alone, with the limits of every source', () => {
    const { input, source, further, outputs } = argumentsOf({ sound });
    assert.equal(source, 'file:/a b.mp4');
    assert.ok(input.join(' ').includes('-protocol_whitelist file,pipe,crypto,data'));
    assert.deepEqual(further, { options: ['-f', 'matroska'], source: 'pipe:9' });
    assert.ok(outputs[0]!.options.join(' ').startsWith('-map 1:v:0 '));
    assert.equal(argumentsOf({}).source, 'pipe:9');
    assert.ok(optionsOf({}).startsWith('-map 0:v:0 '));
  });

  it('copy the sound and every time stamp of a whole source, and cut and encode that of a clip', () => {
    assert.ok(argumentsOf({ sound }).input.includes('-copyts'));
    assert.ok(optionsOf({ sound }).includes('-map 0:a? -c:a copy'));
    const clip = { sound: { ...sound, cut } };
    assert.ok(!argumentsOf(clip).input.includes('-copyts'));
    assert.ok(argumentsOf(clip).input.join(' ').endsWith('-seek_timestamp 1 -ss 1.500000 -t 2.000000'));
    assert.ok(optionsOf(clip).includes('-c:a aac'));
    assert.ok(!optionsOf(clip).includes('atempo'));
    assert.ok(optionsOf({ sound: { ...sound, cut: { ...cut, speed: 16 } } }).includes('-filter:a atempo=16'));
  });

  it('take the sound of the program whose stream is meant', () => {
    const input: Input = { ...sound.input, chosen: { stream: 0, program: 7 } };
    assert.ok(optionsOf({ sound: { input, cut: null } }).includes('-map 0:p:7:a?'));
  });

  it('take over no texts, and tell older ffmpegs nothing that they do not know', () => {
    assert.ok(optionsOf({}).includes('-map_metadata -1 -map_chapters -1'));
    const old = { ...FFMPEG, hasPacketTimes: false, hasListOptions: false };
    const options = encodeArguments(old, ORDER, '/o.mp4').outputs[0]!.options.join(' ');
    assert.doesNotMatch(options, /setts|movie_timescale/);
  });

  for (const [speed, filters] of [
    [1.5, ['atempo=1.5']],
    [100, ['atempo=100']],
    [400, ['atempo=100', 'atempo=4']],
    [0.2, ['atempo=0.5', 'atempo=0.5', 'atempo=0.8']],
  ] as const) {
    it(`play sound ${speed} times as fast by what a filter takes`, () => {
      assert.deepEqual(tempoFilters(speed), filters);
      assert.ok(Math.abs(filters.reduce((product, text) => product * Number(text.slice(7)), 1) - speed) < 1e-9);
    });
  }

  it('tell beginnings in ticks in which frames and samples both begin, where there are such', () => {
    for (const denominator of [12_800, 90_000, 30_000, 24_000, 1000]) {
      for (const multiple of [denominator, 44_100, 48_000]) {
        assert.equal(movieTimescale(denominator) % multiple, 0, `${denominator} ${multiple}`);
      }
    }
    assert.equal(movieTimescale(1_999_999_973), 1_999_999_973);
  });
});
