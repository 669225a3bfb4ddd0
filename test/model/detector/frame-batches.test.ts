import assert from 'node:assert/strict';
import { join } from 'node:path';
import { darknetFilesIn } from '../../../model/darknet/darknet-files.ts';
import { frameBatches } from '../../../model/detector/frame-batches.ts';
import { graphFile } from '../../../model/files/resolved-model.ts';
import { GraphSession } from '../../../model/runtime/graph-session.ts';
import { importModel } from '../../../model/store/import-model.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

const size = { width: 2, height: 1 };
const frames = (count: number) => {
  const pixels = Uint8Array.from({ length: count * 6 }, (_, i) => i + 1);
  return { ...size, count, pixels };
};

describe('frames in batches', () => {
  const folder = temporaryFolder();

  it('are those of the chunk, and black where a batch is filled up', () => {
    const found = [...frameBatches(frames(3), 2)].map(({ pixels, ...rest }) => ({ ...rest, pixels: [...pixels] }));
    assert.deepEqual(found, [
      { first: 0, count: 2, pixels: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
      { first: 2, count: 1, pixels: [13, 14, 15, 16, 17, 18, 0, 0, 0, 0, 0, 0] },
    ]);
    assert.deepEqual([...frameBatches(frames(0), 4)], []);
  });

  it('are not copied where they fill their batch', () => {
    const chunk = frames(4);
    for (const batch of [1, 2, 4]) {
      for (const { pixels } of frameBatches(chunk, batch)) assert.equal(pixels.buffer, chunk.pixels.buffer);
    }
  });

  it('give each frame what it gives by itself', async () => {
    const home = join(folder(), 'home');
    const model = await importModel(home, 'demo', await darknetFilesIn('demo/network'));
    const session = await GraphSession.open(graphFile(model), { threads: 1 });
    const input = { width: 64, height: 32 };
    const pixels = Uint8Array.from({ length: 3 * input.width * input.height * 3 }, (_, i) => (i * 7919) % 251);
    const chunk = { ...input, count: 3, pixels };
    try {
      const alone = [];
      for (const one of frameBatches(chunk, 1)) alone.push(await session.run(one.pixels, input));
      for (const { pixels: bytes, first, count } of frameBatches(chunk, 2)) {
        const outputs = await session.run(bytes, input, 2);
        for (const [name, { data, dims }] of Object.entries(outputs)) {
          assert.equal(dims[0], 2);
          for (let i = 0; i < count; i++) {
            const expected = alone[first + i]![name]!.data;
            const found = data.subarray(i * expected.length, (i + 1) * expected.length);
            const apart = Math.max(...expected.map((value, at) => Math.abs(value - found[at]!)));
            assert.ok(apart < 1e-4, `${name} of frame ${first + i}: ${apart}`);
          }
        }
      }
    } finally {
      await session.close();
    }
  });
});
