import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { importModel } from '../../model/store/import-model.ts';
import { ModelError, ReleasedError } from '../../shared/errors.ts';
import type { ModelReference } from '../../shared/run.ts';
import { DetectorCache, ModelNotLoadedError } from '../../worker/detector-cache.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

describe('the models that a worker holds in memory', () => {
  const folder = temporaryFolder();
  let home: string;
  let cache: DetectorCache;
  let loads: string[];

  beforeEach(() => {
    home = join(folder(), 'home');
    loads = [];
    const log = pino({ level: 'info' }, { write: (line: string) => void loads.push(...loadedIn(line)) });
    cache = new DetectorCache(home, { threads: 1, allowSpinning: false }, log);
  });
  afterEach(() => cache.close());

  /** Names of the models whose load a line of the log tells. */
  const loadedIn = (line: string): string[] => {
    const { msg, modelId } = JSON.parse(line) as { msg: string; modelId: string };
    return msg === 'model loaded' ? [modelId] : [];
  };
  const model = async (name: string, seed: number): Promise<ModelReference> => {
    const { manifest } = await importModel(home, name, await smallModel(folder(), seed, name));
    return { modelId: name, modelSha256: manifest.modelSha256 };
  };
  const use = (reference: ModelReference, size: { width: number; height: number } | null = null) =>
    cache.use(reference, size, async (detector) => detector);

  it('loads a model once for all chunks that ask for it, also at the same time', async () => {
    const a = await model('a', 1);
    const detectors = await Promise.all([use(a), use(a)]);
    assert.equal(detectors[0], detectors[1]);
    assert.equal(await use(a), detectors[0]);
    assert.deepEqual(loads, ['a']);
  });

  it('takes a model at another size for another', async () => {
    const a = await model('a', 1);
    const [own, wide] = [await use(a), await use(a, { width: 96, height: 64 })];
    assert.notEqual(own, wide);
    assert.deepEqual(loads, ['a', 'a']);
  });

  it('keeps the two that were asked for last, and every one that is in use', async () => {
    const [a, b, c] = [await model('a', 1), await model('b', 2), await model('c', 3)];
    await cache.use(a, null, async (detector) => {
      await use(b);
      await use(c);
      assert.ok(detector.isAlive);
    });
    for (const one of [c, a]) await use(one);
    assert.deepEqual(loads, ['a', 'b', 'c']);
    await use(b);
    assert.deepEqual(loads, ['a', 'b', 'c', 'b']);
  });

  it('says that it cannot load a model, and loads it when it is there', async () => {
    const a = await model('a', 1);
    await rm(join(home, 'models'), { recursive: true });
    await assert.rejects(use(a), (error) => {
      assert.ok(error instanceof ModelNotLoadedError && error instanceof ReleasedError);
      return /Import the same files/.test(error.message);
    });
    await model('a', 1);
    await use(a);
    assert.deepEqual(loads, ['a']);
  });

  it('tells a size that no worker could give from a model that it lacks', async () => {
    await assert.rejects(use(await model('a', 1), { width: 33, height: 32 }), { code: 'CONFIG_INVALID' });
  });

  it('loads a model anew whose thread has ended', async () => {
    const a = await model('a', 1);
    const first = await use(a);
    await first.close();
    const failing = cache.use(a, null, (detector) => detector.detect(noFrames, noOptions));
    await assert.rejects(failing, ReleasedError);
    assert.notEqual(await use(a), first);
    assert.deepEqual(loads, ['a', 'a']);
  });

  it('gives work back when the GPU is lost, and loads the model anew', async () => {
    const a = await model('a', 1);
    const first = await use(a);
    const lost = cache.use(a, null, async () => {
      throw new ModelError('GPU_UNAVAILABLE', 'the device is lost');
    });
    await assert.rejects(lost, (error) => {
      assert.ok(error instanceof ModelNotLoadedError);
      return /the device is lost/.test(error.message);
    });
    assert.notEqual(await use(a), first);
    assert.deepEqual(loads, ['a', 'a']);
  });

  it('begins to load ahead, and chunks wait for it', async () => {
    const a = await model('a', 1);
    await cache.preload(a.modelSha256, null);
    await use(a);
    assert.equal(loads.length, 1);
  });

  it('loads ahead in vain without harm', async () => {
    const a = await model('a', 1);
    await cache.preload('b'.repeat(64), null);
    await use(a);
    assert.deepEqual(loads, ['a']);
  });
});

const noFrames = { width: 64, height: 64, count: 0, pixels: new Uint8Array(0) };
const noOptions = { confidence: 0, iou: 0.45, classes: [], sources: [], resize: 'stretch' as const };
