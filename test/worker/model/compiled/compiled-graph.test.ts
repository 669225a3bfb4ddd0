import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { compile } from '../../../../worker/model/compile.ts';
import { compiledFolder, compiledGraph, compiledKey } from '../../../../worker/model/compiled/compiled-graph.ts';
import { openSession } from '../../../../worker/model/compiled/open-session.ts';
import { parseNetwork } from '../../../../worker/model/darknet/parse-network.ts';
import { syntheticWeights } from '../../../../worker/model/darknet/synthetic-weights.ts';
import { readWeights } from '../../../../worker/model/darknet/weights-file.ts';
import { onnxChunks } from '../../../../worker/model/onnx/write-onnx.ts';
import { importModel } from '../../../../worker/model/registry/import-model.ts';
import { temporaryFolder } from '../../../fixtures/temporary-folder.ts';
import { headsOf, syntheticPixels } from '../network-fixtures.ts';
import { SMALL_CFG, smallModel } from '../small-model.ts';

const ON_BLOCKS = { keepBlocked: true };

describe('the cache of optimised graphs', () => {
  const folder = temporaryFolder();
  const home = () => join(folder(), 'home');

  async function model() {
    const { manifest, folder: own } = await importModel(home(), 'small', await smallModel(folder()));
    const identity = { modelSha256: manifest.modelSha256, precision: 'fp32' };
    return { manifest, identity, graphPath: join(own, manifest.graph), precision: 'fp32' };
  }

  it('holds a graph that gives the same heads with optimisation off', async () => {
    const { identity, graphPath } = await model();
    const path = await compiledGraph(home(), identity, graphPath, ON_BLOCKS);
    const shape = [1, 64, 64] as const;
    const [before] = await headsOf(graphPath, syntheticPixels(64), shape);
    const [after] = await headsOf(path, syntheticPixels(64), shape, { graphOptimizationLevel: 'disabled' });
    assert.deepEqual(after, before);
  });

  it('holds one graph for every size of the input', async () => {
    const { identity, graphPath } = await model();
    const path = await compiledGraph(home(), identity, graphPath, ON_BLOCKS);
    const network = parseNetwork(SMALL_CFG, 'small.cfg', { width: 96, height: 32 });
    const weights = readWeights(syntheticWeights(network, 1, 1), network, 'small');
    const atSize = Buffer.concat([...onnxChunks(compile(network, weights), {})]);
    const frames = syntheticPixels(64).subarray(0, 3 * 96 * 32);
    assert.deepEqual(await headsOf(path, frames, [1, 32, 96]), await headsOf(atSize, frames, [1, 32, 96]));
  });

  it('makes a graph once, and once only when many ask together', async () => {
    const { identity, graphPath } = await model();
    const paths = await Promise.all(
      Array.from({ length: 6 }, () => compiledGraph(home(), identity, graphPath, ON_BLOCKS)),
    );
    assert.equal(new Set(paths).size, 1);
    assert.deepEqual(await readdir(compiledFolder(home())), [compiledKey(identity)]);
    const made = (await stat(paths[0]!)).mtimeMs;
    await compiledGraph(home(), identity, graphPath, ON_BLOCKS);
    assert.equal((await stat(paths[0]!)).mtimeMs, made);
  });

  for (const [damage, harm] of Object.entries({
    'a cut graph': (path: string) => truncate(path, 100),
    'a changed byte in the graph': async (path: string) => {
      const bytes = await readFile(path);
      bytes[bytes.length >> 1]! ^= 1;
      await writeFile(path, bytes);
    },
    'weights of another length': (path: string) => writeFile(join(path, '..', 'weights.bin'), 'more than nothing'),
    'a damaged seal': (path: string) => writeFile(join(path, '..', 'sealed.json'), '{'),
  })) {
    it(`makes an entry again after ${damage}`, async () => {
      const { identity, graphPath } = await model();
      const path = await compiledGraph(home(), identity, graphPath, ON_BLOCKS);
      await harm(path);
      assert.equal(await compiledGraph(home(), identity, graphPath, ON_BLOCKS), path);
      const [before] = await headsOf(graphPath, syntheticPixels(64), [1, 64, 64]);
      assert.deepEqual((await headsOf(path, syntheticPixels(64), [1, 64, 64]))[0], before);
    });
  }

  it('keeps models, precisions, machines and runtimes apart', () => {
    const identity = { modelSha256: 'a'.repeat(64), precision: 'fp32' };
    const keys = [
      compiledKey(identity, 'x64 avx2', '1'),
      compiledKey({ ...identity, modelSha256: 'b'.repeat(64) }, 'x64 avx2', '1'),
      compiledKey({ ...identity, precision: 'int8' }, 'x64 avx2', '1'),
      compiledKey(identity, 'x64 avx512f', '1'),
      compiledKey(identity, 'x64 avx2', '2'),
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it('is done without where it cannot be written, and says so', async () => {
    const graph = await model();
    await mkdir(join(home(), 'cache'), { recursive: true });
    await writeFile(compiledFolder(home()), 'a file stands where the folder would');
    const { session, cacheFault } = await openSession(graph, home(), { threads: 1, allowSpinning: false });
    assert.match(cacheFault ?? '', /EEXIST|ENOTDIR/);
    assert.deepEqual(session.inputNames, ['frames']);
    await session.release();
  });

  it('refuses what the runtime refuses', async () => {
    const graph = await model();
    await truncate(graph.graphPath, 200);
    await assert.rejects(openSession(graph, home(), { threads: 1, allowSpinning: false }));
    await assert.rejects(InferenceSession.create(graph.graphPath));
  });
});
