import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { InferenceSession } from 'onnxruntime-node';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../../model/darknet/weights-file.ts';
import { compileNetwork } from '../../../model/ir/compile-network.ts';
import { onnxChunks } from '../../../model/onnx/write-onnx.ts';
import { openSession } from '../../../model/runtime/open-session.ts';
import {
  type GraphIdentity,
  optimizedFolder,
  optimizedGraph,
  optimizedKey,
} from '../../../model/runtime/optimized-graph-cache.ts';
import { importModel } from '../../../model/store/import-model.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { headsOf, syntheticPixels } from '../network-fixtures.ts';
import { SMALL_CFG, smallModel } from '../small-model.ts';

/** With weights that are large enough for a file of their own. */
const CFG = SMALL_CFG.replace('filters=4', 'filters=64');

const OPEN_SESSION = new URL('../../../model/runtime/open-session.js', import.meta.url).href;
/** Opens a graph in a process of its own, and says why the cache was not used. */
const OPEN_SCRIPT = `
const { openSession } = await import(${JSON.stringify(OPEN_SESSION)});
const [graph, home] = process.argv.slice(2);
const { session, cacheFault } = await openSession(JSON.parse(graph), home, { threads: 1, allowSpinning: false });
await session.close();
process.stdout.write(String(cacheFault));
`;

const SIZE = { width: 64, height: 64 };

const weightsOf = (graph: string) => join(graph, '..', 'weights.bin');

async function changeByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1]! ^= 1;
  await writeFile(path, bytes);
}

describe('the cache of optimised graphs', () => {
  const folder = temporaryFolder();
  const home = () => join(folder(), 'home');

  /** Of the fastest form. */
  async function optimizedPath(identity: GraphIdentity, graphPath: string): Promise<string> {
    const { path, fault } = await optimizedGraph(home(), identity, graphPath);
    assert.equal(fault, null);
    return path!;
  }

  async function model() {
    const { manifest, folder: own } = await importModel(home(), 'small', await smallModel(folder(), 1, 'small', CFG));
    const { width, height } = manifest.input;
    const identity = { modelSha256: manifest.modelSha256, size: { width, height } };
    return { manifest, folder: own, identity, graphPath: join(own, manifest.graph) };
  }

  it('holds a graph that gives the same heads without more optimisation', async () => {
    const { identity, graphPath } = await model();
    const path = await optimizedPath(identity, graphPath);
    const shape = [1, 64, 64] as const;
    const [before] = await headsOf(graphPath, syntheticPixels(64), shape);
    const [after] = await headsOf(path, syntheticPixels(64), shape, { graphOptimizationLevel: 'disabled' });
    assert.deepEqual(after, before);
  });

  it('holds a graph for each size of the input', async () => {
    const { identity, graphPath } = await model();
    const size = { width: 96, height: 32 };
    const path = await optimizedPath({ ...identity, size }, graphPath);
    const network = parseNetwork(CFG, 'small.cfg', { width: 96, height: 32 });
    const weights = readWeights(syntheticWeights(network, 1, 1), network, 'small');
    const atSize = Buffer.concat([...onnxChunks(compileNetwork(network, weights), {})]);
    const frames = syntheticPixels(64).subarray(0, 3 * 96 * 32);
    assert.deepEqual(await headsOf(path, frames, [1, 32, 96]), await headsOf(atSize, frames, [1, 32, 96]));
  });

  it('makes a graph once, and once only when many ask together', async () => {
    const { identity, graphPath } = await model();
    const paths = await Promise.all(Array.from({ length: 6 }, () => optimizedPath(identity, graphPath)));
    assert.equal(new Set(paths).size, 1);
    assert.deepEqual(await readdir(optimizedFolder(home())), [optimizedKey(identity)]);
    const made = (await stat(paths[0]!)).mtimeMs;
    await optimizedPath(identity, graphPath);
    assert.equal((await stat(paths[0]!)).mtimeMs, made);
  });

  for (const [damage, harm] of Object.entries({
    'a cut graph': (path: string) => truncate(path, 100),
    'a changed byte in the graph': (path: string) => changeByte(path),
    'a changed byte in the weights': (path: string) => changeByte(weightsOf(path)),
    'a changed byte in weights of the same age': async (path: string) => {
      const { atime, mtime } = await stat(weightsOf(path));
      await changeByte(weightsOf(path));
      await utimes(weightsOf(path), atime, mtime);
    },
    'weights of another length': (path: string) => truncate(weightsOf(path), 100),
    'weights that are gone': (path: string) => rm(weightsOf(path)),
    'damaged facts': (path: string) => writeFile(join(path, '..', 'optimized.json'), '{'),
    'facts of another form': async (path: string) => {
      const facts = join(path, '..', 'optimized.json');
      await writeFile(facts, (await readFile(facts, 'utf8')).replace('winograd', 'plain'));
    },
  })) {
    it(`makes an entry again after ${damage}`, async () => {
      const { identity, graphPath } = await model();
      const path = await optimizedPath(identity, graphPath);
      await optimizedPath(identity, graphPath); // it has been found to be whole once
      await harm(path);
      assert.equal(await optimizedPath(identity, graphPath), path);
      const [before] = await headsOf(graphPath, syntheticPixels(64), [1, 64, 64]);
      assert.deepEqual((await headsOf(path, syntheticPixels(64), [1, 64, 64]))[0], before);
    });
  }

  it('reads a damaged file again that was damaged while the machine was down', async () => {
    const { identity, graphPath } = await model();
    const path = await optimizedPath(identity, graphPath);
    const record = join(path, '..', 'checked.json');
    await optimizedPath(identity, graphPath);
    const [boot, ...files] = JSON.parse(await readFile(record, 'utf8')) as string[];
    await changeByte(weightsOf(path));
    const { ino, size, mtimeNs, ctimeNs } = await stat(weightsOf(path), { bigint: true });
    const found = files.map((file) => {
      const [name, checksum] = file.split(' ');
      return name === 'weights.bin' ? [name, checksum, ino, size, mtimeNs, ctimeNs].join(' ') : file;
    });
    await writeFile(record, JSON.stringify(['another boot', ...found]));
    const damaged = await readFile(weightsOf(path));
    await optimizedPath(identity, graphPath);
    assert.notDeepEqual(await readFile(weightsOf(path)), damaged);
    await optimizedPath(identity, graphPath);
    assert.equal(JSON.parse(await readFile(record, 'utf8'))[0], boot);
  });

  it('is made by one process while others wait', async () => {
    const { identity, graphPath } = await model();
    const lock = join(optimizedFolder(home()), `${optimizedKey(identity)}.lock`);
    await mkdir(lock, { recursive: true });
    let isMade = false;
    const waiting = optimizedPath(identity, graphPath).then((path) => {
      isMade = true;
      return path;
    });
    await setTimeout(500);
    assert.deepEqual([isMade, await readdir(optimizedFolder(home()))], [false, [basename(lock)]]);
    await rm(lock, { recursive: true });
    assert.ok((await stat(await waiting)).isFile());
    assert.deepEqual(await readdir(optimizedFolder(home())), [optimizedKey(identity)]);
  });

  it('is made where a process that was making it has been killed', async () => {
    const { identity, graphPath } = await model();
    const lock = join(optimizedFolder(home()), `${optimizedKey(identity)}.lock`);
    await mkdir(lock, { recursive: true });
    const past = new Date(Date.now() - 60_000);
    await utimes(lock, past, past);
    await optimizedPath(identity, graphPath);
    assert.deepEqual(await readdir(optimizedFolder(home())), [optimizedKey(identity)]);
  });

  it('is made again once for ten processes that find it damaged together', async () => {
    const graph = await model();
    const path = await optimizedPath(graph.identity, graph.graphPath);
    await changeByte(weightsOf(path));
    const script = join(folder(), 'open.mjs');
    await writeFile(script, OPEN_SCRIPT);
    const faults = await Promise.all(
      Array.from({ length: 10 }, () =>
        promisify(execFile)(process.execPath, [script, JSON.stringify(graph), home()]).then(({ stdout }) => stdout),
      ),
    );
    assert.deepEqual(faults, Array(10).fill('null'));
    assert.deepEqual(await readdir(optimizedFolder(home())), [optimizedKey(graph.identity)]);
    const [before] = await headsOf(graph.graphPath, syntheticPixels(64), [1, 64, 64]);
    assert.deepEqual((await headsOf(path, syntheticPixels(64), [1, 64, 64]))[0], before);
  });

  it('keeps models, sizes, machines and runtimes apart', () => {
    const identity = { modelSha256: 'a'.repeat(64), size: { width: 64, height: 32 } };
    const keys = [
      optimizedKey(identity, 'x64 avx2', '1'),
      optimizedKey({ ...identity, modelSha256: 'b'.repeat(64) }, 'x64 avx2', '1'),
      optimizedKey({ ...identity, size: { width: 32, height: 64 } }, 'x64 avx2', '1'),
      optimizedKey(identity, 'x64 avx512f', '1'),
      optimizedKey(identity, 'x64 avx2', '2'),
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it('is done without where it cannot be written, and says so', async () => {
    const graph = await model();
    await mkdir(join(home(), 'cache'), { recursive: true });
    await writeFile(optimizedFolder(home()), 'a file stands where the folder would');
    const { session, cacheFault } = await openSession(graph, home(), { threads: 1, allowSpinning: false });
    assert.match(cacheFault ?? '', /EEXIST|ENOTDIR/);
    assert.deepEqual(Object.keys(await session.run(syntheticPixels(64), SIZE)), ['layer1']);
    await session.close();
  });

  it('is done without where no optimised graph gives what the graph gives, and says why', async () => {
    const graph = await model();
    const path = await optimizedPath(graph.identity, graph.graphPath);
    const facts = JSON.stringify({ form: 'plain', fault: 'runtime: another head', checksums: {} });
    await writeFile(join(path, '..', 'optimized.json'), `${facts}\n${crc32(facts)}`);
    const { session, cacheFault } = await openSession(graph, home(), { threads: 1, allowSpinning: false });
    assert.equal(cacheFault, 'runtime: another head');
    const { layer1 } = await session.run(syntheticPixels(64), SIZE);
    await session.close();
    const [plain] = await headsOf(graph.graphPath, syntheticPixels(64), [1, 64, 64], {
      graphOptimizationLevel: 'disabled',
    });
    assert.deepEqual(layer1!.data, plain!.data);
  });

  it('is done without where the process that makes it ends early, and says so', async () => {
    const graph = await model();
    process.env.NODE_OPTIONS = '--not-an-option';
    try {
      const { session, cacheFault } = await openSession(graph, home(), { threads: 1, allowSpinning: false });
      await session.close();
      assert.match(cacheFault ?? '', /ended early \(exit \d+\)/);
      assert.deepEqual(await readdir(optimizedFolder(home())), []);
    } finally {
      delete process.env.NODE_OPTIONS;
    }
  });

  it('refuses what the runtime refuses', async () => {
    const graph = await model();
    await truncate(graph.graphPath, 200);
    await assert.rejects(openSession(graph, home(), { threads: 1, allowSpinning: false }));
    await assert.rejects(InferenceSession.create(graph.graphPath));
  });
});
