import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expandInputs } from '../../../producer/input/inputs.ts';
import { identifyVideo } from '../../../producer/input/video-identity.ts';
import { picturesIn } from '../../../producer/pictures/picture-folder.ts';
import { pictureTimes } from '../../../producer/pictures/picture-times.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);

describe('the pictures in a folder', () => {
  const root = temporaryFolder();

  const write = (name: string, content: Buffer | string = JPEG) => {
    mkdirSync(dirname(join(root(), name)), { recursive: true });
    writeFileSync(join(root(), name), content);
  };
  const found = async () => {
    const notes: string[] = [];
    const folders = await picturesIn(root(), (text) => notes.push(text));
    const names = folders.map(({ folder, pictures }) => [
      relative(root(), folder),
      pictures.map((path) => relative(folder, path)),
    ]);
    return { names, notes };
  };

  it('are those of each folder, in the order in which people count', async () => {
    for (const name of ['10.jpg', '2.JPEG', '1.png', 'b/x.webp', 'a10/1.jpg', 'a2/1.jpg']) {
      write(name, name.endsWith('png') ? '\x89PNG\r\n\x1a\n' : name.endsWith('webp') ? 'RIFF....WEBPVP8 ' : JPEG);
    }
    writeFileSync(join(root(), '1.png'), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    assert.deepEqual((await found()).names, [
      ['', ['1.png', '2.JPEG', '10.jpg']],
      ['a2', ['1.jpg']],
      ['a10', ['1.jpg']],
      ['b', ['x.webp']],
    ]);
  });

  it('are without those that are none, which are counted, and each once', async () => {
    for (const name of ['a.jpg', 'sub/b.jpg']) write(name);
    write('page.jpg', '<html>');
    write('empty.png', '');
    write('notes.txt', '');
    symlinkSync('..', join(root(), 'sub', 'loop'));
    const { names, notes } = await found();
    assert.deepEqual(names, [
      ['', ['a.jpg']],
      ['sub', ['b.jpg']],
    ]);
    assert.match(notes[0]!, /1 file with other endings \(\.txt 1\); 2 files that end like a picture and are none/);
  });

  it('are one input for each folder where they are asked for, unless there are videos', async () => {
    write('1.jpg');
    await assert.rejects(expandInputs([root()]), { code: 'INPUT_NOT_FOUND', message: /to hold videos \(/ });
    const [input] = await expandInputs([root()], { pictures: true });
    assert.deepEqual(input, { kind: 'pictures', source: root(), uri: root(), pictures: [join(root(), '1.jpg')] });
    write('v.mp4', 'x');
    const notes: string[] = [];
    const inputs = await expandInputs([root()], { pictures: true, onNote: (text) => notes.push(text) });
    assert.deepEqual(
      inputs.map(({ kind }) => kind),
      ['file'],
    );
    assert.match(notes[0]!, /\.jpg 1/);
  });

  it('are each an input of its own where they are named', async () => {
    write('1.jpg');
    write('2.jpg');
    const inputs = await expandInputs([join(root(), '*.jpg')], { pictures: true });
    assert.deepEqual(
      inputs.map(({ kind }) => kind),
      ['file', 'file'],
    );
  });

  it('are another recording where one is added, changed or shown at another time, and the same where the folder moves', async () => {
    const idOf = async (folder = root()) =>
      (await identifyVideo((await expandInputs([folder], { pictures: true }))[0]!)).videoId;
    write('a/1.jpg');
    write('a/2.jpg');
    write('b/1.jpg');
    write('b/5.jpg');
    assert.equal(await idOf(join(root(), 'a')), await idOf(join(root(), 'b')));
    const before = await idOf(join(root(), 'a'));
    write('a/2.jpg', Buffer.concat([JPEG, Buffer.from('x')]));
    const changed = await idOf(join(root(), 'a'));
    write('a/3.jpg');
    assert.equal(new Set([before, changed, await idOf(join(root(), 'a'))]).size, 3);
    write('c/IMG_20260101_100000.jpg');
    write('c/IMG_20260101_100100.jpg');
    assert.notEqual(await idOf(join(root(), 'c')), before);
  });

  for (const [what, names, times] of [
    ['as their names say', ['IMG_20260101_100000.jpg', 'IMG_20260101_100130.jpg'], [0, 90_000]],
    ['one a second without times', ['1.jpg', '2.jpg', '10.jpg'], [0, 1000, 2000]],
    ['one a second where a name tells none', ['IMG_20260101_100000.jpg', 'x.jpg'], [0, 1000]],
    ['one a second where the times do not rise', ['a_20260101_100000.jpg', 'b_20260101_090000.jpg'], [0, 1000]],
  ] as const) {
    it(`are shown ${what}`, () => assert.deepEqual(pictureTimes(names.map((name) => `/p/${name}`)), times));
  }
});
