import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClipOptions, renderClip } from '../../../demo/render/clip.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { cocoFile } from '../coco-file.ts';

describe('a rendered clip', () => {
  const folder = temporaryFolder();
  const render = async (name: string, seconds: number): Promise<string> => {
    const options: ClipOptions = {
      seed: 9,
      seconds,
      fps: 10,
      width: 320,
      height: 180,
      crf: 28,
      out: join(folder(), name),
    };
    await renderClip(options, process.env.FFMPEG_PATH ?? 'ffmpeg');
    return options.out;
  };

  it('is the same bytes for the same seed, video and truth', async () => {
    const [first, again] = [await render('a.mp4', 1), await render('b.mp4', 1)];
    assert.ok((await readFile(first)).equals(await readFile(again)));
    const gtOf = (file: string): Promise<string> => readFile(file.replace('.mp4', '.gt.txt'), 'utf8');
    assert.equal(await gtOf(first), await gtOf(again));
  });

  it('has the same objects in its COCO and its MOTChallenge truth', async () => {
    const file = await render('a.mp4', 3);
    const { annotations } = await cocoFile(file.replace('.mp4', '.truth.json'));
    const rows = (await readFile(file.replace('.mp4', '.gt.txt'), 'utf8')).trim().split('\n');
    const fromCoco = annotations.map(
      ({ image_id, track_id, bbox: [x, y, width, height], iscrowd, category_id, visibility }) =>
        [image_id, track_id, x + 1, y + 1, width, height, 1 - iscrowd, category_id, visibility].join(','),
    );
    assert.ok(rows.length > 30);
    assert.deepEqual(rows, fromCoco);
  });

  it('moves its objects smoothly: from frame to frame a box never leaps, and stays of one class', async () => {
    const { annotations } = await cocoFile((await render('a.mp4', 6)).replace('.mp4', '.truth.json'));
    const trackIds = [...new Set(annotations.map(({ track_id }) => track_id))];
    assert.ok(trackIds.length >= 6);
    for (const trackId of trackIds) {
      const track = annotations.filter(({ track_id }) => track_id === trackId);
      assert.equal(new Set(track.map(({ category_id }) => category_id)).size, 1);
      for (const [index, { bbox, image_id, visibility }] of track.entries()) {
        const next = track[index + 1];
        if (next === undefined || next.image_id !== image_id + 1 || Math.min(visibility, next.visibility) < 0.9)
          continue;
        const reach = Math.max(bbox[2], bbox[3]);
        assert.ok(Math.abs(centreOf(bbox)[0] - centreOf(next.bbox)[0]) < reach * 0.6, `${bbox} → ${next.bbox}`);
        assert.ok(Math.abs(centreOf(bbox)[1] - centreOf(next.bbox)[1]) < reach * 0.6, `${bbox} → ${next.bbox}`);
      }
    }
  });

  it('says what is missing when there is no ffmpeg', async () => {
    const options = { seed: 1, seconds: 0.2, fps: 5, width: 64, height: 64, crf: 30, out: join(folder(), 'a.mp4') };
    await assert.rejects(renderClip(options, join(folder(), 'no-ffmpeg')), { code: 'FFMPEG_MISSING' });
  });
});

function centreOf([x, y, width, height]: readonly [number, number, number, number]): [number, number] {
  return [x + width / 2, y + height / 2];
}
