import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderPictures } from '../../../demo/render/pictures.ts';
import { LABELS } from '../../../demo/render/shapes/drawings.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { type CocoTruth, cocoFile } from '../coco-file.ts';

const SIZE = 160;
const STUDIO = { looks: 3, poses: 2, clutter: 6, backgrounds: 4 };

describe('rendered pictures', () => {
  const folder = temporaryFolder();
  const render = async (name: string, seed: number): Promise<string> => {
    const out = join(folder(), name);
    await renderPictures({ seed, count: 12, size: SIZE, out }, STUDIO);
    return out;
  };

  it('are the same bytes for the same seed, and others for another', async () => {
    const [first, again, other] = [await render('a', 7), await render('b', 7), await render('c', 8)];
    const files = (await readdir(first, { recursive: true })).filter((name) => /\.(jpg|txt|json)$/.test(name)).sort();
    assert.equal(files.length, 25);
    for (const file of files) {
      assert.ok((await readFile(join(first, file))).equals(await readFile(join(again, file))), file);
    }
    const picture = join('images', '000000.jpg');
    assert.ok(!(await readFile(join(first, picture))).equals(await readFile(join(other, picture))));
  });

  it('have boxes inside the frame, each with a visible share', async () => {
    const truth = await cocoFile(join(await render('a', 3), 'truth.json'));
    assert.equal(truth.images.length, 12);
    assert.ok(truth.annotations.length >= 12);
    for (const { bbox, visibility, category_id, area } of truth.annotations) {
      const [x, y, width, height] = bbox;
      assert.ok(x >= 0 && y >= 0 && width >= 1 && height >= 1 && x + width <= SIZE && y + height <= SIZE, `${bbox}`);
      assert.ok(visibility > 0 && visibility <= 1);
      assert.ok(category_id >= 1 && category_id <= LABELS.length);
      assert.equal(area, width * height);
    }
  });

  it('mark as ignored what is under 12 px, or shows less than half', async () => {
    const truth = await cocoFile(join(await render('a', 5), 'truth.json'));
    for (const { bbox, visibility, iscrowd } of truth.annotations) {
      const isSmall = Math.max(bbox[2], bbox[3]) < 12 || Math.min(bbox[2], bbox[3]) < 6;
      if (isSmall || visibility < 0.499) assert.equal(iscrowd, 1, `${bbox} ${visibility}`);
      if (!isSmall && visibility > 0.501) assert.equal(iscrowd, 0, `${bbox} ${visibility}`);
    }
    assert.ok(truth.annotations.some(({ iscrowd }) => iscrowd === 0));
  });

  it('carry YOLO labels that say what the COCO file says', async () => {
    const out = await render('a', 4);
    const truth = await cocoFile(join(out, 'truth.json'));
    for (const { id, file_name } of truth.images) {
      const rows = (await readFile(join(out, 'labels', file_name.replace('.jpg', '.txt')), 'utf8'))
        .split('\n')
        .slice(0, -1);
      const wanted = countedOf(truth, id);
      assert.equal(rows.length, wanted.length);
      for (const [index, row] of rows.entries()) {
        const [classId, cx, cy, width, height] = row.split(' ').map(Number) as [number, number, number, number, number];
        const { bbox, category_id } = wanted[index]!;
        assert.equal(classId, category_id - 1);
        const box = [cx - width / 2, cy - height / 2, width, height].map((share) => share * SIZE);
        for (const [k, value] of box.entries()) assert.ok(Math.abs(value - bbox[k]!) < 0.001, row);
      }
    }
  });
});

function countedOf(truth: CocoTruth, imageId: number): CocoTruth['annotations'] {
  return truth.annotations.filter(({ image_id, iscrowd }) => image_id === imageId && iscrowd === 0);
}
