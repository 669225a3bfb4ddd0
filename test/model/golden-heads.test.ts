import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CompileOptions } from '../../model/ir/compile-network.ts';
import { testData } from '../fixtures/data.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import {
  type Head,
  headsByWinograd,
  headsOf,
  networkOf,
  readNpy,
  relativeDistance,
  syntheticOnnx,
  syntheticPixels,
} from './network-fixtures.ts';

interface Golden {
  readonly gain: number;
  readonly size: number;
  readonly heads: readonly { readonly file: string; readonly shape: readonly number[] }[];
}

type Heads = (graph: Buffer, pixels: Uint8Array, dims: readonly [number, number, number]) => Promise<Head[]>;

/** Distances of each head from a float64 evaluation of the same cfg and weights. */
async function distances(
  goldenPath: string,
  cfg: string,
  options: Partial<CompileOptions>,
  run: Heads = headsOf,
): Promise<number[]> {
  const golden: Golden = JSON.parse(await readFile(goldenPath, 'utf8'));
  const network = await networkOf(cfg, golden.size);
  const graph = syntheticOnnx(network, golden.gain, { linearOutputs: true, ...options });
  const heads = await run(graph, syntheticPixels(golden.size), [1, golden.size, golden.size]);
  assert.deepEqual(
    heads.map(({ dims }) => dims),
    golden.heads.map(({ shape }) => shape),
  );
  return Promise.all(
    heads.map(async ({ data }, index) => {
      return relativeDistance(data, await readNpy(join(dirname(goldenPath), golden.heads[index]!.file)));
    }),
  );
}

describe('compiled networks', () => {
  const folder = temporaryFolder();

  for (const name of ['yolov4-tiny', 'yolov4', 'yolov4-csp']) {
    const golden = `${name}-160-seed7.json`;

    it(`give the heads of ${name} as a float64 evaluation does, to 2e-5`, async function () {
      const found = await distances(testData(this, 'golden', golden), testData(this, 'cfg', `${name}.cfg`), {});
      for (const distance of found) assert.ok(distance <= 2e-5, `${distance}`);
    });

    it(`give the heads of ${name} to 2e-5 with Winograd wherever that can be`, async function () {
      const paths = [testData(this, 'golden', golden), testData(this, 'cfg', `${name}.cfg`)] as const;
      const found = await distances(...paths, {}, (...call) => headsByWinograd(folder(), ...call));
      for (const distance of found) assert.ok(distance <= 2e-5, `${distance}`);
    });
  }

  it('give the same heads when batch normalisation is left to the runtime', async function () {
    const golden = testData(this, 'golden', 'yolov4-tiny-160-seed7.json');
    for (const distance of await distances(golden, testData(this, 'cfg', 'yolov4-tiny.cfg'), {
      foldBatchNorm: false,
    })) {
      assert.ok(distance <= 2e-5, `${distance}`);
    }
  });
});
