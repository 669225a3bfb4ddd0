import assert from 'node:assert/strict';
import { hasTestData, testData } from '../../fixtures/data.ts';
import { decodeAll, indexesOf, upTo } from '../decode.ts';

/** On which frames were lost, doubled or given a wrong size, or which have to stay right; other tests make their like. */
function sourcesOfUsers(): void {
  for (const [name, count] of [
    ['sei90-4gops.h264', 36],
    ['cat-two.ts', 96],
    ['hole-small.mp4', 42],
    ['reschange.ts', 48],
    ['pixchange.avi', 21],
    ['wrap.ts', 48],
    ['h264-bf.avi', 36],
  ] as const) {
    it(`give each of the ${count} frames of ${name} once`, async function () {
      const { frames } = await decodeAll(testData(this, 'cases', name));
      assert.deepEqual(indexesOf(frames), upTo(count));
    });
  }

  it('are sampled on both sides of a clock that jumps back', async function () {
    const { frames } = await decodeAll(testData(this, 'cases', 'cat-two.ts'), { settings: { fps: 5 } });
    const inFirstHalf = indexesOf(frames).filter((index) => index < 48).length;
    assert.deepEqual([frames.length, inFirstHalf], [20, 10]);
  });

  it('have the size of each of their frames', async function () {
    const { frames } = await decodeAll(testData(this, 'cases', 'reschange.ts'));
    const sizes = [
      { width: 400, height: 224 },
      { width: 200, height: 112 },
    ];
    assert.deepEqual(
      frames.map(({ source }) => source),
      upTo(48).map((index) => sizes[index < 24 ? 0 : 1]),
    );
  });

  it('are upright where a picture says which side is up', async function () {
    const { frames } = await decodeAll(testData(this, 'cases', 'person-exif6.jpg'));
    const { frames: plain } = await decodeAll(testData(this, 'cases', 'person-plain.jpg'));
    assert.deepEqual([frames[0]!.source, plain[0]!.source], Array(2).fill({ width: 640, height: 424 }));
    const { pixels } = plain[0]!;
    const difference = frames[0]!.pixels.reduce((sum, value, index) => sum + Math.abs(value - pixels[index]!), 0);
    assert.ok(difference / pixels.length < 3);
  });
}

if (hasTestData) describe('sources of users', sourcesOfUsers);
