import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceFrames } from '../../../app/pictures/source-frames.ts';
import { identifyVideo } from '../../../producer/input/video-identity.ts';
import type { RecordedVideo, ShownFrame } from '../../../shared/frame-pictures.ts';
import { createLogger } from '../../../shared/logging.ts';
import {
  changedAtItsEnd,
  NUMBERED_CLIPS,
  NUMBERED_FRAMES,
  NUMBERED_SIZE,
  numberIn,
  rectangleIn,
  rectangleOf,
} from '../../fixtures/numbered-clip.ts';
import { suiteFolder, temporaryFolder } from '../../fixtures/temporary-folder.ts';

const NEVER = new AbortController().signal;
const LAST = NUMBERED_FRAMES - 1;
const log = createLogger('pictures', 'silent', process.stderr);

async function recorded(path: string): Promise<RecordedVideo> {
  const { videoId } = await identifyVideo({ kind: 'file', source: path, uri: path });
  return { videoId, places: [path], stream: 0, program: null };
}

function requireFrame(frame: ShownFrame, frameIndex: number): void {
  assert.equal(frame.frameIndex, frameIndex);
  assert.deepEqual({ width: frame.width, height: frame.height }, NUMBERED_SIZE);
  assert.equal(numberIn(frame), frameIndex);
  const [found, wanted] = [rectangleIn(frame, frameIndex), rectangleOf(frameIndex)];
  for (const [side, at] of found.entries()) assert.ok(Math.abs(at - wanted[side]!) <= 1, `${found} is not ${wanted}`);
}

describe('SourceFrames', () => {
  const folder = suiteFolder();
  const own = temporaryFolder();
  const clips = new Map<keyof typeof NUMBERED_CLIPS, string>();
  before(() => {
    for (const [name, make] of Object.entries(NUMBERED_CLIPS)) clips.set(name as never, make(folder));
  });

  const withFrames = async (
    work: (frames: SourceFrames) => Promise<void>,
    media: readonly string[] = [],
    cacheBytes?: number,
  ) => {
    const frames = new SourceFrames({ media, ffmpegPath: null, log, ...(cacheBytes !== undefined && { cacheBytes }) });
    try {
      await work(frames);
    } finally {
      await frames.close();
    }
  };

  for (const name of Object.keys(NUMBERED_CLIPS) as (keyof typeof NUMBERED_CLIPS)[]) {
    it(`gives exactly the frame that is asked for of ${name}, in any order, as it is shown`, () =>
      withFrames(async (frames) => {
        const video = await recorded(clips.get(name)!);
        for (const index of [0, 300, LAST, 123, 124, 125, 1]) {
          requireFrame(await frames.frame(video, index, NEVER), index);
        }
        const seconds = (await frames.frame(video, LAST, NEVER)).ptsSeconds;
        const first = (await frames.frame(video, 0, NEVER)).ptsSeconds;
        const late = name === 'rotated-vfr.mp4' ? 0.4 / 25 : 0;
        assert.ok(Math.abs(seconds - first - LAST / 25 - late) < 0.002, `${seconds}`);
      }));
  }

  it('gives many frames in order, also such as lie far apart, and leaves out what the source lacks', () =>
    withFrames(async (frames) => {
      const wanted = [0, 1, 2, 40, 299, 580, LAST, LAST + 1, 5000];
      const found: number[] = [];
      for await (const frame of frames.frames(await recorded(clips.get('plain.mp4')!), wanted, NEVER)) {
        requireFrame(frame, frame.frameIndex);
        found.push(frame.frameIndex);
      }
      assert.deepEqual(found, [0, 1, 2, 40, 299, 580, LAST]);
    }));

  it('says so where the source ends before the frame', () =>
    withFrames(async (frames) => {
      const video = await recorded(clips.get('plain.mp4')!);
      await assert.rejects(frames.frame(video, LAST + 1, NEVER), { code: 'FRAME_NOT_FOUND' });
      await assert.rejects(frames.frame(video, 2 ** 31 - 1, NEVER), { code: 'FRAME_NOT_FOUND' });
    }));

  it('lets who asked paint in a frame, and gives the next one the frame as it is', () =>
    withFrames(async (frames) => {
      const video = await recorded(clips.get('plain.mp4')!);
      (await frames.frame(video, 7, NEVER)).rgb.fill(0);
      (await frames.frame(video, 7, NEVER)).rgb.fill(0);
      requireFrame(await frames.frame(video, 7, NEVER), 7);
    }));

  it('answers many at once, with no room to remember anything too', () =>
    withFrames(
      async (frames) => {
        const video = await recorded(clips.get('plain.mp4')!);
        const indexes = [5, 400, 5, 6, 7, 8];
        const answers = await Promise.all(indexes.map((index) => frames.frame(video, index, NEVER)));
        for (const [at, frame] of answers.entries()) requireFrame(frame, indexes[at]!);
      },
      [],
      0,
    ));

  it('tells of a source that is deleted, or replaced by another of the same name, also when its frames are remembered', () =>
    withFrames(async (frames) => {
      const path = join(own(), 'a.mp4');
      copyFileSync(clips.get('plain.mp4')!, path);
      const video = await recorded(path);
      requireFrame(await frames.frame(video, 3, NEVER), 3);
      copyFileSync(clips.get('no-index.mkv')!, path);
      const replaced = { code: 'SOURCE_GONE', reason: 'replaced', message: /holds another video now/ };
      await assert.rejects(frames.frame(video, 3, NEVER), replaced);
      await assert.rejects(async () => {
        for await (const _frame of frames.frames(video, [3], NEVER));
      }, replaced);
      rmSync(path);
      await assert.rejects(frames.frame(video, 3, NEVER), { code: 'SOURCE_GONE', reason: 'gone' });
      copyFileSync(clips.get('plain.mp4')!, path);
      requireFrame(await frames.frame(video, 3, NEVER), 3);
    }));

  it('takes a change of a single byte for another video', () =>
    withFrames(async (frames) => {
      const path = join(own(), 'a.mp4');
      copyFileSync(clips.get('plain.mp4')!, path);
      const video = await recorded(path);
      writeFileSync(path, changedAtItsEnd(path));
      await assert.rejects(frames.frame(video, 0, NEVER), { reason: 'replaced' });
    }));

  it('finds a source that was moved below a media folder by its name, and by its content where it was renamed', async () => {
    const path = join(own(), 'a.mp4');
    const archive = join(own(), 'archive', 'deep');
    mkdirSync(archive, { recursive: true });
    copyFileSync(clips.get('plain.mp4')!, path);
    copyFileSync(clips.get('rotated-vfr.mp4')!, join(archive, 'other.mp4'));
    const video = await recorded(path);
    renameSync(path, join(archive, 'a.mp4'));
    await withFrames((frames) => assert.rejects(frames.frame(video, 9, NEVER), { reason: 'gone', message: /--media/ }));
    const media = [join(own(), 'archive')];
    await withFrames(async (frames) => requireFrame(await frames.frame(video, 9, NEVER), 9), media);
    renameSync(join(archive, 'a.mp4'), join(archive, 'renamed.mp4'));
    await withFrames(async (frames) => {
      requireFrame(await frames.frame(video, 9, NEVER), 9);
      assert.equal(await frames.sourceOf(video), join(archive, 'renamed.mp4'));
    }, media);
  });

  it('says of cameras and of what lies on a server why there are no frames', () =>
    withFrames(async (frames) => {
      const at = (place: string) =>
        frames.frame({ videoId: 'v1', places: [place], stream: 0, program: null }, 0, NEVER);
      await assert.rejects(at('rtsp://camera/stream'), { code: 'SOURCE_GONE', reason: 'camera' });
      await assert.rejects(at('https://server/a.mp4'), { code: 'SOURCE_GONE', reason: 'remote' });
      await assert.rejects(at('stdin'), { code: 'SOURCE_GONE', reason: 'gone' });
    }));

  it('says what cannot be decoded, and ends when nobody waits', () =>
    withFrames(async (frames) => {
      const path = join(own(), 'text.mp4');
      writeFileSync(path, 'no video at all');
      await assert.rejects(frames.frame(await recorded(path), 0, NEVER), { code: 'INPUT_UNREADABLE' });
      const end = new AbortController();
      const reason = new Error('nobody waits');
      const asked = frames.frame(await recorded(clips.get('stream.ts')!), LAST, end.signal);
      end.abort(reason);
      await assert.rejects(asked, reason);
    }));
});
