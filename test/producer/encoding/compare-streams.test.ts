import assert from 'node:assert/strict';
import { differenceOf } from '../../../producer/encoding/compare-streams.ts';
import { ListedStreamsReader } from '../../../producer/encoding/listed-streams.ts';
import { TimesDigest } from '../../../producer/encoding/times-digest.ts';

interface Listing {
  readonly frames?: readonly number[];
  readonly last?: number;
  readonly sound?: readonly (readonly [pts: number, size: number])[];
  readonly soundBase?: string;
  readonly soundCodec?: string;
}

const FRAMES = [0, 512, 1536];

/** As ffmpeg lists a copy. */
function listed({ frames = FRAMES, last = 512, sound, soundBase = '1/44100', soundCodec = 'aac' }: Listing = {}) {
  const packets = (sound ?? [[-1024, 23] as const, [0, 170] as const]).map(
    ([pts, size]) => `1, ${pts}, ${pts}, 1024, ${size}, 0x0000000${size % 10}`,
  );
  const text = [
    ...['#software: Lavf', '#tb 0: 1/12800', '#media_type 0: video', '#codec_id 0: h264'],
    ...[`#tb 1: ${soundBase}`, '#media_type 1: audio', `#codec_id 1: ${soundCodec}`, '#sample_rate 1: 44100'],
    ...frames.map((pts, index) => {
      const duration = index === frames.length - 1 ? last : 512;
      return `0, ${pts}, ${pts}, ${duration}, 900, 0x11111111${index === 0 ? '' : ', F=0x0'}`;
    }),
    ...(sound?.length === 0 ? [] : packets),
    '0,       9999,       9999,        1,      1, 0x00000001, F=0x5', // not shown
  ];
  const reader = new ListedStreamsReader();
  for (const piece of `${text.join('\n')}\n`.match(/.{1,7}|\n/gs)!) reader.read(piece);
  return reader.streams;
}

function expected(frames: readonly number[] = FRAMES) {
  const times = new TimesDigest([1, 12_800]);
  for (const pts of frames) times.add(pts);
  const source = listed();
  return { frames: times, end: source[0]!.end, sound: source.slice(1) };
}

describe('A copy beside its source', () => {
  it('is like it when it has the same frames at the same times, the same end and the same sound', () => {
    assert.equal(differenceOf(expected(), listed()), null);
    assert.equal(differenceOf({ ...expected(), end: null }, listed({ last: 1 })), null);
    assert.equal(listed()[0]!.latest, (1536 / 12_800) * 1e9);
  });

  for (const [what, copy, difference] of [
    ['a frame less', listed({ frames: [0, 512] }), '2 frames in place of 3'],
    ['a frame a tick later', listed({ frames: [0, 513, 1536] }), 'frames at other times'],
    ['another end', listed({ last: 1024 }), 'an end at 0.200 s in place of 0.160 s'],
    ['a packet of sound less', listed({ sound: [[-1024, 23]] }), '1 packets of sound in place of 2'],
    [
      'other sound',
      listed({
        sound: [
          [-1024, 23],
          [0, 171],
        ],
      }),
      'other sound',
    ],
    [
      'sound a sample later',
      listed({
        sound: [
          [-1023, 23],
          [0, 170],
        ],
      }),
      'sound at other times',
    ],
    ['sound of another codec', listed({ soundCodec: 'mp3' }), 'sound of mp3 in place of aac'],
    ['no sound', listed().slice(0, 1), '0 streams of sound in place of 1'],
    ['no picture', listed().slice(1), 'no picture'],
  ] as const) {
    it(`is not like it with ${what}`, () => assert.equal(differenceOf(expected(), copy), difference));
  }

  it('may count its sound by other ticks', () => {
    const sound = [
      [-23, 23],
      [0, 170],
    ] as const;
    assert.equal(differenceOf(expected(), listed({ sound, soundBase: '1/1000' })), null);
    const late = [
      [-10, 23],
      [13, 170],
    ] as const;
    assert.equal(differenceOf(expected(), listed({ sound: late, soundBase: '1/1000' })), 'sound at other times');
  });
});
