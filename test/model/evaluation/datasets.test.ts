import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cocoDataset } from '../../../model/evaluation/coco-dataset.ts';
import { yoloDataset } from '../../../model/evaluation/yolo-dataset.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

const SIZE = { width: 100, height: 100 };
const LABELS = ['cat', 'dog'];

describe('images with labels', () => {
  const folder = temporaryFolder();
  const images = () => join(folder(), 'images');
  const labels = () => join(folder(), 'labels');
  const coco = () => join(folder(), 'coco.json');

  async function put(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder(), file)), { recursive: true });
      await writeFile(join(folder(), file), text);
    }
  }

  it('are found to the bottom of the folder; without a label file they count as empty', async () => {
    await put({ 'images/b/x.JPG': '', 'images/a.png': '', 'images/notes.md': '' });
    await put({ 'labels/b/x.txt': '1 0.5 0.5 0.2 0.2\n' });
    const dataset = await yoloDataset({ images: images(), labels: labels() }, LABELS, null);
    assert.deepEqual(
      dataset.images.map((image) => [image.file, image.objectsIn(SIZE)]),
      [
        ['a.png', []],
        ['b/x.JPG', [{ classId: 1, box: [40, 40, 60, 60], isCrowd: false, isIgnored: false }]],
      ],
    );
    assert.deepEqual(dataset.remarks, ['1 of 2 images have no label file: they count as empty.']);
    assert.deepEqual([...dataset.sharedClassIds], [0, 1]);
  });

  it('may follow another list of names; only shared classes are kept', async () => {
    await put({ 'images/a.jpg': '', 'labels/a.txt': '2 0.5 0.5 0.2 0.2\n0 0.5 0.5 0.2 0.2\n' });
    const names = { file: 'zoo.names', names: ['zebra', 'cat', 'dog'] };
    const dataset = await yoloDataset({ images: images(), labels: labels() }, ['bird', 'dog'], names);
    assert.deepEqual(
      dataset.images[0]!.objectsIn(SIZE).map(({ classId }) => classId),
      [1],
    );
    assert.deepEqual([...dataset.sharedClassIds], [1]);
    assert.match(dataset.remarks[0]!, /2 classes of the labels, which are left out: zebra, cat\./);
  });

  for (const [name, files, code, message] of [
    ['without a folder', {}, 'INPUT_NOT_FOUND', /images`, which is not there/],
    ['without images', { 'images/a.txt': '', 'labels/a.txt': '' }, 'INPUT_NOT_FOUND', /which holds none/],
    ['without a labels folder', { 'images/a.jpg': '' }, 'INPUT_NOT_FOUND', /`--labels`.*which is not there/],
    ['without any label file', { 'images/a.jpg': '', 'labels/b.txt': '' }, 'INPUT_NOT_FOUND', /`a\.jpg` with `\.txt`/],
    ['with a bad line', { 'images/a.jpg': '', 'labels/a.txt': '7 1 1 1 1' }, 'INPUT_UNREADABLE', /a\.txt, line 1/],
  ] as const) {
    it(`are refused ${name}`, async () => {
      await put(files);
      await assert.rejects(yoloDataset({ images: images(), labels: labels() }, LABELS, null), { code, message });
    });
  }

  const ZOO = {
    images: [
      { id: 2, file_name: 'b.jpg', width: 100, height: 100 },
      { id: 1, file_name: 'a.jpg' },
    ],
    categories: [
      { id: 18, name: 'dog' },
      { id: 24, name: 'zebra' },
    ],
    annotations: [
      { image_id: 2, category_id: 18, bbox: [10, 20, 30, 40], iscrowd: 1 },
      { image_id: 2, category_id: 24, bbox: [0, 0, 5, 5] },
      { image_id: 1, category_id: 18, bbox: [0, 0, 5, 5], ignore: 1 },
    ],
  };

  it('may come from a COCO file: its images, its categories by name', async () => {
    await put({ 'images/a.jpg': '', 'images/b.jpg': '', 'images/c.jpg': '', 'coco.json': JSON.stringify(ZOO) });
    const dataset = await cocoDataset({ images: images(), labels: coco() }, LABELS, null);
    assert.deepEqual(
      dataset.images.map((image) => [image.file, image.objectsIn(SIZE)]),
      [
        ['a.jpg', [{ classId: 1, box: [0, 0, 5, 5], isCrowd: false, isIgnored: true }]],
        ['b.jpg', [{ classId: 1, box: [10, 20, 40, 60], isCrowd: true, isIgnored: false }]],
      ],
    );
    assert.match(dataset.remarks.join('\n'), /left out: zebra\.\n1 images of the folder are not in the labels/);
    assert.throws(() => dataset.images[1]!.objectsIn({ width: 50, height: 100 }), {
      code: 'INPUT_UNREADABLE',
      message: /b\.jpg` to be 100×100 as its labels say, got 50×100/,
    });
  });

  it('of a COCO file may have other names, by ascending category id', async () => {
    await put({ 'images/a.jpg': '', 'images/b.jpg': '', 'coco.json': JSON.stringify(ZOO) });
    const paths = { images: images(), labels: coco() };
    const renamed = await cocoDataset(paths, LABELS, { file: 'n', names: ['bird', 'cat'] });
    assert.deepEqual([...renamed.sharedClassIds], [0]);
    await assert.rejects(cocoDataset(paths, LABELS, { file: 'n', names: ['cat'] }), {
      code: 'CONFIG_INVALID',
      message: /`n` to name the 2 categories of .*, got 1 names/,
    });
  });

  it('of a COCO file must all be there', async () => {
    await put({ 'images/b.jpg': '', 'coco.json': JSON.stringify(ZOO) });
    await assert.rejects(cocoDataset({ images: images(), labels: coco() }, LABELS, null), {
      code: 'INPUT_NOT_FOUND',
      message: /hold the 2 images of .*, got none of the name `a\.jpg`/,
    });
    await assert.rejects(cocoDataset({ images: images(), labels: join(folder(), 'no.json') }, LABELS, null), {
      code: 'INPUT_NOT_FOUND',
      message: /`--labels` to be a folder of label files or a COCO file/,
    });
  });
});
