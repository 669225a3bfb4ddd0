import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { homePaths } from '../../app/home.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { NUMBERED_CLIPS, NUMBERED_SIZE, numberIn, rectangleOf } from '../fixtures/numbered-clip.ts';
import { STORED_FRAMES, storeNumbered } from '../fixtures/numbered-store.ts';
import { requireOutlined } from '../fixtures/outline.ts';
import { until } from '../fixtures/processes.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { sampleDetection } from '../results/fixtures/samples.ts';

const [FIRST, MIDDLE, BESIDE, LAST] = STORED_FRAMES;

async function pixelsOf(path: string) {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  return { rgb: data, width: info.width, height: info.height };
}

describe('snapshots and sheet', () => {
  const home = suiteFolder();
  const out = (name: string) => join(home, 'out', name);
  let gate = '';

  before(async () => {
    mkdirSync(join(home, 'out'));
    const store = await DuckDbStore.open(homePaths(home).storeFile);
    gate = NUMBERED_CLIPS['plain.mp4'](home);
    await storeNumbered(store, gate, 'night', (frameIndex) => ({
      detections: [
        sampleDetection({ box: rectangleOf(frameIndex), confidence: 0.9 - frameIndex / 10_000 }),
        ...(frameIndex === MIDDLE
          ? [sampleDetection({ box: [0, 0, 40, 20], confidence: 0.6, classId: 2, label: 'dog' })]
          : []),
      ],
    }));
    await store.close();
  });

  const taken = async (name: string, ...args: string[]) => {
    const { code, stdout, stderr } = await framefleet(['snapshots', '-o', out(name), ...args], home);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, '');
    return readdirSync(out(name)).sort();
  };

  it('writes the best frames of a question, and beside each what it is', async () => {
    const files = await taken('best', '--limit', '3', '--no-boxes');
    const stems = ['plain-f000000-00h00m00.000s', 'plain-f000300-00h00m12.000s', 'plain-f000301-00h00m12.040s'];
    assert.deepEqual(files, stems.flatMap((stem) => [`${stem}.jpg`, `${stem}.json`]).sort());
    for (const [at, stem] of stems.entries()) {
      const said = JSON.parse(readFileSync(join(out('best'), `${stem}.json`), 'utf8'));
      const frameIndex = [FIRST, MIDDLE, BESIDE][at]!;
      assert.deepEqual([said.picture, said.uri, said.runId], [`${stem}.jpg`, gate, 'night']);
      assert.deepEqual([said.frameIndex, said.crop, said.width, said.height], [frameIndex, null, 240, 160]);
      assert.ok(Math.abs(said.ptsSeconds - frameIndex / 25) < 1e-6);
      assert.equal(said.detections.length, frameIndex === MIDDLE ? 2 : 1);
      assert.equal(numberIn(await pixelsOf(join(out('best'), said.picture))), frameIndex);
    }
  });

  it('draws stored boxes where the things are, to 2 pixels, in the first, a middle and the last frame', async () => {
    const files = await taken('boxes');
    for (const frameIndex of [FIRST, MIDDLE, LAST]) {
      const name = files.find((file) => file.startsWith(`plain-f${String(frameIndex).padStart(6, '0')}`))!;
      requireOutlined(await pixelsOf(join(out('boxes'), name)), frameIndex, name);
    }
  });

  it('takes the filters of query, and cuts out what was found', async () => {
    const files = await taken('dogs', '--label', 'dog', '--crops');
    assert.deepEqual(files, ['plain-f000300-00h00m12.000s-dog.jpg', 'plain-f000300-00h00m12.000s-dog.json']);
    const said = JSON.parse(readFileSync(join(out('dogs'), files[1]!), 'utf8'));
    assert.deepEqual(said.crop, [0, 0, 48, 28]);
    const { width, height } = await sharp(join(out('dogs'), files[0]!)).metadata();
    assert.deepEqual([width, height], [48, 28]);
    const spread = await taken('spread', '--spread', '10s', '--label', 'person', '--width', '120');
    assert.deepEqual(
      spread.filter((name) => name.endsWith('.jpg')).map((name) => name.slice(0, 13)),
      [FIRST, MIDDLE, LAST].map((index) => `plain-f${String(index).padStart(6, '0')}`),
    );
  });

  it('gives one picture for each stretch, and for each object', async () => {
    const segments = await taken('segments', '--per', 'segment', '--gap', '1s', '--label', 'person');
    assert.equal(segments.filter((name) => name.endsWith('.jpg')).length, 3);
    const said = JSON.parse(
      readFileSync(join(out('segments'), segments.find((name) => /f000300.*json/.test(name))!), 'utf8'),
    );
    assert.deepEqual([said.frameIndex, said.segment.length], [MIDDLE, 2]);
    const tracks = await taken('tracks', '--per', 'track', '--crops');
    const tracked = await framefleet(['tracks', '--json'], home);
    const ids = (JSON.parse(tracked.stdout) as { trackId: number }[]).map(({ trackId }) => `track${trackId}`).sort();
    const named = tracks.filter((name) => name.endsWith('.jpg')).map((name) => /track\d+/.exec(name)![0]);
    assert.deepEqual(named.sort(), ids);
    assert.ok(ids.length > 0);
  });

  it('goes on where an earlier call ended: whole files are kept, others are made', async () => {
    const files = await taken('again');
    const [kept, lost] = files.filter((name) => name.endsWith('.jpg'));
    const before = statSync(join(out('again'), kept!)).mtimeMs;
    renameSync(join(out('again'), lost!), join(out('again'), `${lost}.part`));
    const { code, stderr } = await framefleet(['snapshots', '-o', out('again')], home);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /: 1 picture, 3 were there\n/);
    assert.equal(statSync(join(out('again'), kept!)).mtimeMs, before);
    assert.deepEqual(
      readdirSync(out('again'))
        .filter((name) => !name.endsWith('.part'))
        .sort(),
      files,
    );
    const other = await framefleet(['snapshots', '-o', out('again'), '--width', '60'], home);
    assert.match(other.stderr, /: 4 pictures\n/);
    assert.equal((await sharp(join(out('again'), kept!)).metadata()).width, 60);
  });

  it('ends at Ctrl-C, also while it waits for a frame, with whole files only, and goes on from there', async () => {
    const args = ['snapshots', '-o', out('stopped'), '--run', 'night'];
    assert.equal((await framefleet([...args, '--limit', '2'], home)).code, 0);
    const before = readdirSync(out('stopped')).sort();
    const [slow, begun] = [join(home, 'slow-ffmpeg'), join(home, 'begun')];
    const script = `case "$*" in *rawvideo*) touch '${begun}'; exec sleep 60;; esac; exec ffmpeg "$@"`;
    writeFileSync(slow, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { child, ended } = start(args, home, { FFMPEG_PATH: slow });
    await until('a frame is being decoded', () => existsSync(begun));
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /what is in .*stopped is whole, and the same command goes on/);
    assert.deepEqual(readdirSync(out('stopped')).sort(), before);
    assert.match((await framefleet(args, home)).stderr, /: 2 pictures, 2 were there\n/);
  });

  it('says which sources are gone, makes the pictures of the others, and finds what was moved', async () => {
    const store = await DuckDbStore.open(homePaths(home).storeFile);
    const other = NUMBERED_CLIPS['stream.ts'](home);
    await storeNumbered(store, other, 'day');
    await store.close();
    const archive = join(home, 'archive');
    mkdirSync(archive);
    renameSync(other, join(archive, 'renamed.ts'));
    const args = ['snapshots', '-o', out('moved')];
    const gone = await framefleet(args, home);
    assert.equal(gone.code, 3);
    assert.match(gone.stderr, /4 pictures of .*stream\.ts could not be made: .*nothing is left of it/);
    assert.equal(readdirSync(out('moved')).filter((name) => /^plain.*jpg$/.test(name)).length, 4);
    const found = await framefleet([...args, '--media', join(home, 'out'), '--media', archive], home);
    assert.equal(found.code, 0, found.stderr);
    assert.match(found.stderr, /: 4 pictures, 4 were there\n/);
    assert.equal(readdirSync(out('moved')).filter((name) => /^stream.*jpg$/.test(name)).length, 4);
    writeFileSync(join(archive, 'renamed.ts'), 'something else');
    assert.equal((await framefleet([...args, '--media', archive, '--width', '50'], home)).code, 3);
  });

  it('puts the same choice on one sheet', async () => {
    const sheet = out('sheet.png');
    const args = ['sheet', '-o', sheet, '--run', 'night', '--width', '240', '--no-boxes'];
    const { code, stdout, stderr } = await framefleet([...args, '--across', '2', '--order', 'time'], home);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, '');
    const pixels = await pixelsOf(sheet);
    assert.equal(pixels.width, 2 * (NUMBERED_SIZE.width + 8) + 8);
    const tileHeight = NUMBERED_SIZE.height + 2 * 18 + 2 + 8;
    assert.equal(pixels.height, 2 * tileHeight + 8);
    const tile = async (column: number, row: number) => {
      const area = { left: 8 + column * (NUMBERED_SIZE.width + 8), top: 8 + row * tileHeight, ...NUMBERED_SIZE };
      const { data } = await sharp(sheet).extract(area).raw().toBuffer({ resolveWithObject: true });
      return numberIn({ rgb: data, ...NUMBERED_SIZE });
    };
    assert.deepEqual([await tile(0, 0), await tile(1, 0), await tile(0, 1), await tile(1, 1)], [...STORED_FRAMES]);
  });

  it('refuses what does not go together, and writes no sheet of nothing', async () => {
    for (const [args, complaint] of [
      [['snapshots'], /-o, --output|`--output`/],
      [['snapshots', '-o', out('no'), '--per', 'segment', '--order', 'time'], /no filters of rows.*`--order`/],
      [['snapshots', '-o', out('no'), '--gap', '1s'], /`--gap` with `--per segment` only/],
      [['snapshots', '-o', out('no'), '--label', 'unicorn'], /unicorn/],
      [['sheet', '-o', out('sheet.txt')], /a file that ends in jpg/],
      [['sheet', '-o', out('large.png'), '--width', '2048', '--across', '20'], /a sheet of at most 16000 pixels/],
    ] as const) {
      const { code, stderr } = await framefleet(args, home);
      assert.equal(code, 2, `${args}: ${stderr}`);
      assert.match(stderr, complaint);
    }
    const none = await framefleet(['sheet', '-o', out('none.jpg'), '--label', 'car'], home);
    assert.equal(none.code, 0, none.stderr);
    assert.match(none.stderr, /no pictures/);
    assert.ok(!existsSync(out('none.jpg')) && !existsSync(out('no')));
  });
});
