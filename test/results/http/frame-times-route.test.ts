import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { SourceFrames } from '../../../app/pictures/source-frames.ts';
import { identifyVideo } from '../../../producer/input/video-identity.ts';
import { build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { type FrameTimes, frameTimesSchema } from '../../../shared/frame-times.ts';
import { createLogger } from '../../../shared/logging.ts';
import { ffprobeTimes } from '../../fixtures/ffprobe.ts';
import { RECORDINGS } from '../../fixtures/recordings.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { appParts } from '../fixtures/app-parts.ts';
import { sampleRun } from '../fixtures/samples.ts';

const NAMES = ['b-frames.mp4', 'rotated-vfr.mp4', 'stream.ts'] as const;

describe('The times of the frames of a source', () => {
  const folder = suiteFolder();
  const videos = new Map<string, { readonly videoId: string; readonly path: string }>();
  let store: DuckDbStore;
  let frames: SourceFrames;
  let app: FastifyInstance;
  before(async () => {
    store = await DuckDbStore.open(`${folder}/detections.duckdb`);
    for (const [index, name] of NAMES.entries()) {
      const path = RECORDINGS[name](folder);
      const identity = await identifyVideo({ kind: 'file', source: path, uri: path });
      videos.set(name, { ...identity, path });
      await store.ledger.open(sampleRun({ runId: `r${index}`, video: { ...identity, uri: path } }));
    }
    const log = createLogger('results', 'silent', process.stderr);
    frames = new SourceFrames({ media: [], log, ffmpegPath: null });
    app = build(appParts(store, { frames }));
  });
  after(async () => {
    await app.close();
    await frames.close();
    await store.close();
  });
  const ask = (name: string, query = '') => app.inject(`/v1/videos/${videos.get(name)!.videoId}/frame-times${query}`);

  for (const name of NAMES) {
    it(`are those that an independent program reads of ${name}`, async () => {
      const answer = await ask(name);
      assert.equal(answer.statusCode, 200, answer.body);
      const times: FrameTimes = frameTimesSchema.parse(answer.json());
      const expected = ffprobeTimes(videos.get(name)!.path);
      assert.equal(times.frameCount, expected.length);
      assert.deepEqual([times.first, times.last].map(rounded), [expected[0]!, expected.at(-1)!].map(rounded));
      assert.deepEqual(
        times.frames.map(({ frameIndex, ptsSeconds }) => [frameIndex, rounded(ptsSeconds)]),
        expected.map((seconds, index) => [index, rounded(seconds)]),
      );
    });
  }

  it('are given of a stretch, the first of it included and the last not', async () => {
    const all = (await ask('b-frames.mp4')).json().frames as FrameTimes['frames'];
    const [from, to] = [all[100]!.ptsSeconds, all[110]!.ptsSeconds];
    const { frames: some, frameCount } = (await ask('b-frames.mp4', `?from=${from}&to=${to}`)).json();
    assert.deepEqual([some, frameCount], [all.slice(100, 110), 300]);
    assert.deepEqual((await ask('b-frames.mp4', '?from=1000')).json().frames, []);
    assert.equal((await ask('b-frames.mp4', '?from=2&to=1')).statusCode, 400);
  });

  it('are told not to be known where they are not, or the source is gone', async () => {
    const { path } = videos.get('b-frames.mp4')!;
    renameSync(path, `${path}.away`);
    const gone = await ask('b-frames.mp4');
    assert.deepEqual([gone.statusCode, gone.json().error.code], [410, 'SOURCE_GONE']);
    renameSync(`${path}.away`, path);
    assert.equal((await ask('b-frames.mp4')).statusCode, 200);
    const { statusCode } = await app.inject('/v1/videos/ghost/frame-times');
    assert.equal(statusCode, 404);
  });
});

function rounded(seconds: number): number {
  return Math.round(seconds * 1e5) / 1e5;
}
