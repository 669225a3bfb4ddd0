import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LABELS } from '../../../demo/render/shapes/drawings.ts';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';

const FOLDER = join('demo', 'network');

describe('the bundled network', () => {
  const network = async () => parseNetwork(await readFile(join(FOLDER, 'demo.cfg'), 'utf8'), 'demo.cfg');

  it('names the classes that the renderer draws', async () => {
    assert.deepEqual((await readFile(join(FOLDER, 'demo.names'), 'utf8')).trim().split('\n'), [...LABELS]);
  });

  it("is yolov4's topology with an eighth of the filters: mish, three pools, three heads", async () => {
    const { layers } = await network();
    const countOf = (kind: string): number => layers.filter((layer) => layer.kind === kind).length;
    assert.deepEqual(
      [countOf('convolutional'), countOf('shortcut'), countOf('maxpool'), countOf('yolo')],
      [110, 23, 3, 3],
    );
    const mish = layers.filter((layer) => layer.kind === 'convolutional' && layer.activation === 'mish');
    assert.equal(mish.length, 72);
  });

  it('comes with a clip of at most 1.5 MB whose truth has a row for every frame', async () => {
    assert.ok((await stat(join('demo', 'clip', 'demo.mp4'))).size <= 1.5e6);
    const rows = (await readFile(join('demo', 'clip', 'demo.gt.txt'), 'utf8')).trim().split('\n');
    assert.equal(new Set(rows.map((row) => row.split(',')[0])).size, 240);
  });
});
