import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO } from '../fixtures/clips.ts';
import { renderedPictures } from '../fixtures/pictures.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

describe('framefleet model eval', () => {
  const folder = temporaryFolder();

  /** A small model in a folder of its own, an image and its labels. */
  async function evalArgs(): Promise<string[]> {
    const [model, images, labels] = ['model', 'images', 'labels'].map((name) => join(folder(), name)) as [
      string,
      string,
      string,
    ];
    await Promise.all([model, images, labels].map((path) => mkdir(path)));
    await smallModel(model);
    const create = { width: 80, height: 40, channels: 3 as const, background: 'gray' };
    await sharp({ create }).png().toFile(join(images, 'a.png'));
    await writeFile(join(labels, 'a.txt'), '1 0.5 0.5 0.2 0.2\n');
    return ['model', 'eval', model, '--images', images, '--labels', labels];
  }

  it('prints a table, or JSON, and writes every detection to a file', async () => {
    const { images, labels } = await renderedPictures(join(folder(), 'pictures'), 16);
    const detections = join(folder(), 'detections.ndjson');
    const paths = ['--images', images, '--labels', labels];
    const ended = await framefleet(
      ['model', 'eval', DEMO.network, ...paths, '--json', '--detections', detections, '--clip'],
      folder(),
    );
    assert.equal(ended.code, 0, ended.stderr);
    const { perClass, pixels, ...means } = JSON.parse(ended.stdout);
    assert.equal(pixels, 'darknet');
    assert.deepEqual(Object.keys(means), [
      'model',
      'size',
      'clipped',
      'images',
      'classes',
      'objects',
      'ap',
      'ap50',
      'ap75',
    ]);
    assert.deepEqual([means.model, means.size, means.clipped, means.images], ['demo', '320x320', true, 16]);
    assert.deepEqual(Object.keys(perClass[0]), ['classId', 'label', 'objects', 'ap', 'ap50', 'ap75']);
    const rows = (await readFile(detections, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const keys = ['file', 'classId', 'label', 'confidence', 'x1', 'y1', 'x2', 'y2'];
    for (const row of rows) {
      assert.deepEqual(Object.keys(row), keys);
      assert.ok(row.confidence > 0.001 && row.x1 >= 0 && row.x2 >= row.x1);
    }
    assert.equal(new Set(rows.map(({ file }) => file)).size, 16);
    const table = await framefleet(['model', 'eval', DEMO.network, ...paths, '--clip'], folder());
    const [ap, ap50] = [means.ap, means.ap50].map((share: number) => (100 * share).toFixed(2));
    assert.match(table.stdout, new RegExp(`│ all 8 +│ +${means.objects} │ +${ap} │ +${ap50} │`));
  });

  it('scores with --pipeline what detect does, turned pictures too, and says so', async () => {
    const { images, labels } = await renderedPictures(join(folder(), 'pictures'), 3);
    const names = (await readdir(images)).sort();
    // One picture is on its side, and says so.
    const turned = join(images, `${names[0]!.replace(/\..*$/, '')}.jpg`);
    const upright = join(images, names[0]!);
    const bytes = await sharp(upright)
      .rotate(-90)
      .resize(320, 240, { fit: 'fill' })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer();
    if (turned !== upright) await rm(upright);
    await writeFile(turned, bytes);
    const settings = ['--scale', '0.4', '--gray', '--letterbox'];
    const file = join(folder(), 'd.ndjson');
    const given = ['model', 'eval', DEMO.network, '--images', images, '--labels', labels, '--detections', file];
    const ended = await framefleet([...given, '--pipeline', ...settings, '--json'], folder());
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(JSON.parse(ended.stdout).pixels, 'pipeline');
    const scored = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

    const inputs = (await readdir(images)).sort().map((name) => join(images, name));
    const thresholds = ['--confidence', '0.1', '--iou', '0.6'];
    const home = join(folder(), 'home');
    const flags = ['--model', DEMO.network, ...thresholds, ...settings, '--json'];
    const done = await framefleet(['detect', ...inputs, ...flags], home);
    assert.equal(done.code, 0, done.stderr);
    for (const [index, line] of done.stdout.trim().split('\n').entries()) {
      const { runId, uri } = JSON.parse(line);
      const query = await framefleet(['query', '--run', runId, '--format', 'ndjson'], home);
      const stored = query.stdout
        .trim()
        .split('\n')
        .map((row) => JSON.parse(row));
      assert.ok(stored.length > 0);
      const own = scored.filter(({ file, confidence }) => uri.endsWith(`/${file}`) && confidence > 0.1);
      const shown = (rows: typeof stored) =>
        rows
          .map(({ label, confidence, x1, y1, x2, y2 }) =>
            [label, ...[confidence, x1, y1, x2, y2].map((n) => n.toFixed(2))].join(' '),
          )
          .sort();
      // The stored picture of the turned one is 320 × 240, the shown one 240 × 320: (x, y) is (240 − y, x) there.
      const turnBack = (row: (typeof stored)[number]) => ({
        ...{ ...row, x1: row.y1, x2: row.y2 },
        ...{ y1: 240 - row.x2, y2: 240 - row.x1 },
      });
      const expected = uri === turned ? stored.map(turnBack) : stored;
      assert.deepEqual(shown(own), shown(expected), `${index}: ${uri}`);
    }
  });

  it('says what is wrong with images, labels, names or the file to write', async () => {
    const args = await evalArgs();
    const labels = args[6]!;
    const names = join(folder(), 'zoo.names');
    await writeFile(names, 'zebra\nlion\n');
    for (const [more, code, message] of [
      [['--label-names', names], 2, /`.*zoo\.names` to name at least one class of the model \(cat, dog\), got zebra/],
      [['--label-names', join(folder(), 'none')], 3, /`--label-names` to be a names file/],
      [['--gray'], 2, /Expected `--gray`, a setting of `detect`, with `--pipeline`/],
      [['--scale', '0.5'], 2, /Expected `--scale`, a setting of `detect`, with `--pipeline`/],
      [['--letterbox'], 2, /Expected `--letterbox`, a setting of `detect`, with `--pipeline`/],
      [['--size', '100'], 2, /Expected `--size` to be N or WxH, multiples of 32, got `100`/],
      [['--precision', 'int4'], 2, /Expected `--precision` to be fp32 or int8, got `int4`/],
      [['--precision', 'int8'], 4, /to be quantised for `--precision int8`, got no such graph/],
      [['--detections', join(folder(), 'none', 'd')], 2, /`--detections` to be a file that can be written/],
      [['--labels', join(folder(), 'none.json')], 3, /`--labels` to be a folder of label files or a COCO file/],
    ] as const) {
      const ended = await framefleet([...args, ...more], folder());
      assert.deepEqual([ended.code, ended.stdout], [code, ''], ended.stderr);
      assert.match(ended.stderr, message);
    }
    await writeFile(join(labels, 'a.txt'), '2 0.5 0.5 0.2 0.2\n');
    assert.match((await framefleet(args, folder())).stderr, /a\.txt, line 1: expected a class of 0\.\.1/);
    await writeFile(join(labels, 'a.txt'), '');
    await writeFile(join(args[4]!, 'a.png'), 'no image');
    const unreadable = await framefleet(args, folder());
    assert.equal(unreadable.code, 3);
    assert.match(unreadable.stderr, /a\.png` to be an image that can be decoded/);
    const undecoded = await framefleet([...args, '--pipeline'], folder());
    assert.equal(undecoded.code, 3);
    assert.match(undecoded.stderr, /a\.png` to be a video that ffmpeg can decode/);
  });

  it('refuses labels that hold no object of a class that the model knows', async () => {
    const args = await evalArgs();
    await writeFile(join(args[6]!, 'a.txt'), '');
    const ended = await framefleet(args, folder());
    assert.deepEqual([ended.code, ended.stdout], [3, '']);
    assert.match(ended.stderr, /to hold at least one object of a class of the model, got none/);
  });
});
