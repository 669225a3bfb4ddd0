import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { videosIn } from '../../../producer/input/video-folder.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('the videos in a folder', () => {
  async function found(folder: string): Promise<{ names: string[]; notes: string[] }> {
    const notes: string[] = [];
    const videos = await videosIn(folder, (text) => notes.push(text.replace(folder, 'FOLDER')));
    return { names: videos.map((path) => relative(folder, path)), notes };
  }

  const root = temporaryFolder();
  let count = 0;
  const folderOf = async (...names: readonly (string | Buffer)[]) => {
    const folder = join(root(), `${count++}`);
    await mkdir(folder);
    for (const name of names) {
      const path = typeof name === 'string' ? join(folder, name) : Buffer.concat([Buffer.from(`${folder}/`), name]);
      await writeFile(path, 'x');
    }
    return folder;
  };

  it('are those with the endings of recorders too', async () => {
    const names = ['a.dav', 'b.264', 'c.m1v', 'd.mjpg', 'e.gif', 'f.H264', 'g.265'];
    assert.deepEqual(await found(await folderOf(...names)), { names, notes: [] });
  });

  it('are told apart from other files, which are counted', async () => {
    const folder = await folderOf('a.mp4', 'a.srt', 'b.JPG', 'c.jpg', 'README', '._a.mp4');
    assert.deepEqual(await found(folder), {
      names: ['a.mp4'],
      notes: ['passed over in `FOLDER`: 4 files with other endings (.jpg 2, .srt 1, none 1)'],
    });
  });

  it('are given once where links go round in circles', async () => {
    const folder = await folderOf('a.mp4');
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'sub', 'b.y4m'), 'x');
    await symlink('..', join(folder, 'sub', 'loop'));
    await symlink('a.mp4', join(folder, 'again.mp4'));
    assert.deepEqual(await found(folder), { names: ['a.mp4', 'sub/b.y4m'], notes: [] });
  });

  it('are taken through a link that leads elsewhere', async () => {
    const [folder, elsewhere] = [await folderOf(), await folderOf('far.mp4')];
    await symlink(join(elsewhere, 'far.mp4'), join(folder, 'near.mp4'));
    assert.deepEqual((await found(folder)).names, ['near.mp4']);
  });

  it('are without those whose names cannot be told, which is said', async () => {
    const folder = await folderOf('a.mp4', Buffer.from([0x66, 0xfc, 0x72, 0x2e, 0x6d, 0x70, 0x34])); // f\u00fcr.mp4 in Latin-1
    assert.deepEqual(await found(folder), {
      names: ['a.mp4'],
      notes: ['passed over in `FOLDER`: 1 file with a name that is not UTF-8, or a link that leads nowhere'],
    });
  });
});
