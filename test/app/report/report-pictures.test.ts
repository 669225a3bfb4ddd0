import assert from 'node:assert/strict';
import { join } from 'node:path';
import sharp from 'sharp';
import { gatherReport } from '../../../app/report/gather-report.ts';
import { reportLimits } from '../../../app/report/report-limits.ts';
import { reportPictures } from '../../../app/report/report-pictures.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { FfmpegError } from '../../../shared/errors.ts';
import { type FramePictures, SourceGoneError } from '../../../shared/frame-pictures.ts';
import type { RawFilter } from '../../../shared/questions.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { noFrames } from '../../results/fixtures/app-parts.ts';
import {
  FRAMES_PER_CHUNK,
  sampleDetection,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../../results/fixtures/samples.ts';

const { signal } = new AbortController();
const SIZE = { width: 800, height: 400 };
/** Ten seconds of them. */
const FRAMES = 40;

/** Frames of grey; those of the video `v2` are gone. */
const frames: FramePictures = {
  ...noFrames,
  async *frames({ videoId }, frameIndexes) {
    if (videoId === 'v2') throw new SourceGoneError('gone', 'nothing is left of it');
    for (const frameIndex of frameIndexes) {
      yield { frameIndex, ptsSeconds: frameIndex / 4, ...SIZE, rgb: Buffer.alloc(3 * SIZE.width * SIZE.height, 90) };
    }
  },
};

describe('the pictures of a report', () => {
  const folder = suiteFolder();
  let store: DuckDbStore;

  before(async () => {
    store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    const dog = sampleDetection({ classId: 2, label: 'dog', box: [600, 300, 700, 380] });
    for (const [runId, videoId] of [
      ['r1', 'v1'],
      ['r2', 'v2'],
    ] as const) {
      await store.ledger.open(sampleRun({ runId, video: { videoId, uri: `/videos/${videoId}.mp4` } }));
      const seen = Array.from({ length: FRAMES }, (_, index) =>
        sampleFrame(index, { ptsSeconds: index / 4, detections: [sampleDetection(), dog] }),
      );
      const chunks = Array.from({ length: FRAMES / FRAMES_PER_CHUNK }, (_, index) =>
        sampleResult(index, { runId, frames: seen.slice(index * FRAMES_PER_CHUNK, (index + 1) * FRAMES_PER_CHUNK) }),
      );
      await storeResults(store, chunks);
    }
  });
  after(() => store.close());

  const made = async (filter: RawFilter, of: FramePictures = frames, stop = signal) => {
    const { reader } = store;
    const facts = await gatherReport({ reader, tracks: null }, { filter, zones: null }, signal, () => undefined);
    return reportPictures({ reader, frames: of }, filter, facts.runs, reportLimits(2), stop, () => undefined);
  };

  it('are the surest frames of each part of the time, with what is asked about in them', async () => {
    const { best, scenes } = await made({ run: 'r1', label: 'dog' });
    const pictures = best.get('r1')!;
    const indexes = pictures.map(({ facts }) => facts.frameIndex);
    assert.equal(pictures.length, reportLimits(2).pictures);
    assert.deepEqual(
      indexes,
      indexes.toSorted((a, b) => a - b),
    );
    const parts = new Set(indexes.map((index) => Math.floor(index / (FRAMES / pictures.length))));
    assert.equal(parts.size, pictures.length, `${indexes}`);
    for (const { facts, jpeg } of pictures) {
      assert.deepEqual(
        facts.detections.map(({ label }) => label),
        ['dog'],
      );
      const { width, height } = await sharp(jpeg).metadata();
      assert.deepEqual([width! <= reportLimits(2).pictureWidth, Math.abs(width! / height! - 2) < 0.01], [true, true]);
    }
    const { data } = await sharp(scenes.get('r1')!).raw().toBuffer({ resolveWithObject: true });
    assert.ok(
      data.every((value) => Math.abs(value - 90) < 6),
      'nothing is drawn on what lies behind heat maps',
    );
  });

  it('are missing of a source that is gone, which is told, and there of the others', async () => {
    const { best, scenes, notes } = await made({});
    assert.deepEqual([...best.keys()], ['r1']);
    assert.deepEqual([...scenes.keys()], ['r1']);
    assert.deepEqual(notes, ['6 pictures of /videos/v2.mp4 could not be made: nothing is left of it']);
  });

  it('are none where nothing was found', async () => {
    const { best, notes } = await made(
      { minConfidence: '0.999' },
      {
        ...noFrames,
        frames: () => assert.fail('nobody asks for frames'),
      },
    );
    assert.deepEqual([best.size, notes], [0, []]);
  });

  it('are none without an ffmpeg, which is told; what ends the report ends it', async () => {
    const missing: FramePictures = {
      ...noFrames,
      // biome-ignore lint/correctness/useYield: there are none
      async *frames() {
        throw new FfmpegError('FFMPEG_MISSING', 'Expected an ffmpeg, got none.');
      },
    };
    const { best, notes } = await made({}, missing);
    assert.deepEqual([best.size, notes], [0, ['There are no pictures: Expected an ffmpeg, got none.']]);
    await assert.rejects(made({}, frames, AbortSignal.abort(new Error('stopped'))), /stopped/);
  });
});
