import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expandInputs } from '../../../producer/input/inputs.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { TestStore } from '../produce.ts';

describe('a folder of pictures that is produced', () => {
  const folder = suiteFolder();
  const picture = (name: string, width: number, height: number, red: number, orientation = 1) => {
    const drawn = sharp({ create: { width, height, channels: 3, background: { r: red, g: 0, b: 0 } } });
    const said = drawn.withMetadata({ orientation });
    return (name.endsWith('tif') ? said.tiff({ compression: 'lzw' }) : said).toFile(join(folder, name));
  };

  before(async () => {
    await picture('1.jpg', 80, 60, 10);
    await picture('2.png', 40, 30, 60);
    await picture('3.webp', 80, 60, 110);
    await picture('10.jpg', 80, 60, 160, 6);
    await picture('11.tif', 20, 20, 210);
  });

  const produced = async (settings: Parameters<TestStore['produce']>[1] = {}, store = new TestStore()) => {
    const [input] = await expandInputs([folder], { pictures: true });
    const { run } = await store.produce(folder, settings, { input: input! });
    return { store, run };
  };
  /** The mean of a frame's red channel. */
  const redOf = (payload: Uint8Array, frame: number, bytes: number) => {
    let sum = 0;
    for (let at = frame * bytes; at < (frame + 1) * bytes; at += 3) sum += payload[at]!;
    return sum / (bytes / 3);
  };

  it('gives each picture as a frame, in natural order, with its own size as shown', async () => {
    const { store, run } = await produced({ chunkFrames: 3 });
    assert.deepEqual([run.state, run.storedFrames, run.inputError], ['complete', 5, null]);
    const frames = store.queue.jobs.flatMap((job) => job.frames.map((frame) => ({ ...frame, timeBase: job.timeBase })));
    assert.deepEqual(
      frames.map(({ frameIndex, pts, sourceWidth, sourceHeight }) => [frameIndex, pts, sourceWidth, sourceHeight]),
      [
        [0, 0, 80, 60],
        [1, 1000, 40, 30],
        [2, 2000, 80, 60],
        [3, 3000, 60, 80],
        [4, 4000, 20, 20],
      ],
    );
    assert.ok(frames.every(({ timeBase }) => timeBase[0] === 1 && timeBase[1] === 1000));
    const reds = store.queue.payloads.flatMap((payload) =>
      Array.from({ length: payload.length / (64 * 64 * 3) }, (_, index) => redOf(payload, index, 64 * 64 * 3)),
    );
    for (const [index, red] of [10, 60, 110, 160, 210].entries())
      assert.ok(Math.abs(reds[index]! - red) < 4, `${reds}`);
  });

  for (const [settings, indexes] of [
    [{ every: 2 }, [0, 2, 4]],
    [{ start: 1, end: 4 }, [1, 2, 3]],
    [{ fps: 0.5 }, [0, 2, 4]],
  ] as const) {
    it(`chooses frames of ${JSON.stringify(settings)} as of a recording`, async () => {
      const { store } = await produced(settings);
      assert.deepEqual(store.frameIndexes, indexes);
    });
  }

  it('does nothing when it is complete already, and the rest when it is not', async () => {
    const store = new TestStore();
    await produced({ chunkFrames: 1 }, store);
    const { jobs } = store.queue;
    assert.equal(jobs.length, 5);
    await produced({ chunkFrames: 1 }, store);
    assert.equal(jobs.length, 5);
    const [run] = store.ledger.runs.values();
    run!.chunks.delete(3);
    await produced({ chunkFrames: 1 }, store);
    assert.deepEqual(
      jobs.slice(5).map(({ chunkIndex }) => chunkIndex),
      [3],
    );
  });

  it('fails by the name of a picture that cannot be decoded', async () => {
    const broken = join(folder, '12.png');
    writeFileSync(broken, await sharp(join(folder, '2.png')).toBuffer());
    truncateSync(broken, 20);
    await assert.rejects(produced(), { code: 'INPUT_UNREADABLE', message: /12\.png/ });
  });
});
