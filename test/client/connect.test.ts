import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  type CountQuestion,
  type CoverageQuestion,
  type CrossingsQuestion,
  type CursorQuestion,
  connect,
  count,
  coverage,
  crossings,
  cursor,
  type DaysQuestion,
  type DetectionRow,
  days,
  FramefleetError,
  type FramePictureSettings,
  type FramesQuestion,
  frames,
  type HeatMapQuestion,
  heatMap,
  type PredictSettings,
  predict,
  type QueryQuestion,
  query,
  queryPage,
  type RunsQuestion,
  runs,
  runVideos,
  type SegmentsQuestion,
  segments,
  sql,
  type TimelineQuestion,
  type TracksQuestion,
  timeline,
  trackBoxes,
  tracks,
  type VisitsQuestion,
  visits,
} from '../../client/index.ts';
import type { crossingSchema, trackSchema, visitSchema } from '../../results/analysis/questions/track-filters.ts';
import { type AppParts, build } from '../../results/http/app.ts';
import type { frameParametersSchema } from '../../results/http/frame-route.ts';
import type { parametersSchema } from '../../results/http/predict-route.ts';
import type {
  countFilterSchema,
  coverageFilterSchema,
  cursorFilterSchema,
  daysFilterSchema,
  framesFilterSchema,
  heatMapFilterSchema,
  queryFilterSchema,
  runFilterSchema,
  segmentFilterSchema,
  timelineFilterSchema,
} from '../../results/query/filter/filters.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import type { PictureQuestion } from '../../shared/picture.ts';
import { placeOldStore } from '../fixtures/old-store.ts';
import { appParts } from '../results/fixtures/app-parts.ts';
import { inFreshFolder } from '../results/fixtures/samples.ts';

const TOKEN = 'read-read-read-read-read';
const RUN = 'gate';

/** A service over the store `v2` that wants a token. */
async function withService(
  body: (options: { resultsUrl: string; token: string }, store: DuckDbStore) => Promise<void>,
  changes: Partial<AppParts> = {},
): Promise<void> {
  await inFreshFolder(async (folder) => {
    const path = join(folder, 'detections.duckdb');
    placeOldStore('v2', path);
    const store = await DuckDbStore.open(path);
    const access = { kind: 'tokens', write: TOKEN, read: null } as const;
    const app = build(appParts(store, { access, ...changes }));
    try {
      await body({ resultsUrl: await app.listen({ port: 0, host: '127.0.0.1' }), token: TOKEN }, store);
    } finally {
      await app.close();
      await store.close();
    }
  });
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

async function flat<T>(batches: Promise<AsyncIterable<readonly T[]>>): Promise<T[]> {
  return (await all(await batches)).flat();
}

/** `true` where both have the same keys: else this file does not compile. */
type Same<A, B> = [keyof A, keyof B] extends [keyof B, keyof A]
  ? true
  : { differs: Exclude<keyof A | keyof B, keyof A & keyof B> };
const SAME: {
  runs: Same<RunsQuestion, z.input<typeof runFilterSchema>>;
  query: Same<QueryQuestion, z.input<typeof queryFilterSchema>>;
  count: Same<CountQuestion, z.input<typeof countFilterSchema>>;
  frames: Same<FramesQuestion, z.input<typeof framesFilterSchema>>;
  timeline: Same<TimelineQuestion, z.input<typeof timelineFilterSchema>>;
  cursor: Same<CursorQuestion, z.input<typeof cursorFilterSchema>>;
  days: Same<DaysQuestion, z.input<typeof daysFilterSchema>>;
  heatMap: Same<HeatMapQuestion, z.input<typeof heatMapFilterSchema>>;
  segments: Same<SegmentsQuestion, z.input<typeof segmentFilterSchema>>;
  coverage: Same<CoverageQuestion, z.input<typeof coverageFilterSchema>>;
  tracks: Same<TracksQuestion, z.input<typeof trackSchema>>;
  visits: Same<VisitsQuestion, z.input<typeof visitSchema>>;
  crossings: Same<CrossingsQuestion, z.input<typeof crossingSchema>>;
  predict: Same<PredictSettings, z.input<typeof parametersSchema>>;
  framePicture: Same<FramePictureSettings, z.input<typeof frameParametersSchema>>;
} = {
  ...{ runs: true, query: true, count: true, segments: true, coverage: true, frames: true, heatMap: true },
  ...{ tracks: true, visits: true, crossings: true, predict: true, framePicture: true },
  ...{ timeline: true, days: true, cursor: true },
};

describe('What the package exports', () => {
  it('has questions of the filters that the service takes', () => {
    assert.ok(Object.values(SAME).every((same) => same === true));
  });

  it('gives the answers of the store to every question', () =>
    withService(async (options, { reader, tracks: objects }) => {
      const car = { run: RUN, label: ['car', 'dog'] };
      const written = { run: RUN, label: 'car,dog' };
      assert.deepEqual(await runs({ limit: 2 }, options), await reader.runs({ limit: '2' }));
      assert.deepEqual(await all(query(car, options)), await flat(reader.detections(written)));
      const by = { by: ['label', 'second'] } as const;
      assert.deepEqual(
        await count({ ...car, ...by }, options),
        await reader.counts({ ...written, by: 'label,second' }),
      );
      assert.deepEqual(
        await segments({ ...car, gap: 0.2 }, options),
        await reader.segments({ ...written, gap: '0.2' }),
      );
      assert.deepEqual(
        await timeline({ ...car, axis: 'stream', bins: 7 }, options),
        await reader.timeline({ ...written, axis: 'stream', bins: '7' }),
      );
      assert.deepEqual(await cursor({ ...car, skip: 9 }, options), await reader.cursor({ ...written, skip: '9' }));
      assert.deepEqual(await days({ label: 'car' }, options), await reader.days({ label: 'car' }));
      assert.deepEqual(
        await heatMap({ ...car, columns: 4, spot: 'box' }, options),
        await reader.heatMap({ ...written, columns: '4', spot: 'box' }),
      );
      assert.deepEqual(await coverage({ from: 1 }, options), await reader.coverage({ from: '1' }));
      const found = await all(frames({ ...car, minConfidence: 0.9, to: 3 }, options));
      assert.deepEqual(found, await flat(reader.frames({ ...written, minConfidence: '0.9', to: '3' })));
      assert.ok(found.some(({ detections }) => detections.length === 0));
      assert.deepEqual(await runVideos({ video: 'one.mp4' }, options), await reader.runVideos({ video: 'one.mp4' }));
      const counts = await all(sql('SELECT label, count(*) AS detections FROM detections GROUP BY label', options));
      const byLabel = await count({ by: 'label' }, options);
      assert.deepEqual(
        new Map(counts.map(({ label, detections }) => [label, detections])),
        new Map(byLabel.map(({ label, detections }) => [label, detections])),
      );
      assert.deepEqual(
        await count({ by: 'label', tracks: true, run: RUN }, options),
        await reader.counts({ by: 'label', tracks: 'true', run: RUN }),
      );
      assert.deepEqual(await all(tracks(car, options)), await flat(objects.tracks(written)));
      assert.deepEqual(await all(trackBoxes(car, options)), await flat(objects.boxes(written)));
      const [zone, line] = ['0,0,60,100%', '50%,0,50%,100%'];
      assert.deepEqual(await all(visits({ ...car, zone }, options)), await flat(objects.visits({ ...written, zone })));
      assert.deepEqual(
        await all(crossings({ ...car, line }, options)),
        await flat(objects.crossings({ ...written, line })),
      );
    }));

  it('goes on where a page ends, and says what was looked at', () =>
    withService(async (options, { reader }) => {
      const asked = connect(options);
      const question = { run: RUN, label: 'dog', limit: 50 };
      const rows: DetectionRow[] = [];
      let at: string | undefined;
      do {
        const page = await asked.queryPage({ ...question, cursor: at });
        assert.deepEqual(page.coverage, await reader.coverage({ run: RUN }));
        rows.push(...page.rows);
        at = page.next ?? undefined;
      } while (at !== undefined);
      assert.deepEqual(rows, await flat(reader.detections({ run: RUN, label: 'dog' })));
      assert.ok(rows.length > 100);
      assert.deepEqual((await queryPage({ ...question, limit: 2 }, options)).rows, rows.slice(0, 2));
      await asked.close();
      await asked.close();
    }));

  it('ends an answer that is not read to its end', () =>
    withService(async (options) => {
      for await (const { label } of query({ run: RUN }, options)) {
        assert.equal(typeof label, 'string');
        break;
      }
    }));

  it('writes lists, moments, lengths and labels with commas as the service reads them', () =>
    withService(async (options, { reader }) => {
      const since = new Date('2026-03-02T21:59:03.000Z');
      const rows = await all(
        query({ run: [RUN, 'live'], since, label: ['dog'], notLabel: [], with: ['car'], within: 0.0000001 }, options),
      );
      const written = {
        run: `${RUN},live`,
        since: since.toISOString(),
        label: 'dog',
        with: 'car',
        within: '0.0000001',
      };
      assert.deepEqual(rows, await flat(reader.detections(written)));
      assert.ok(rows.length > 0);
      await assert.rejects(all(query({ label: ['traffic, "light"', 'car'] }, options)), /`traffic, "light"`/);
      assert.deepEqual(
        await all(query({ run: RUN, label: 'person,dog' }, options)),
        await all(query({ run: RUN, label: ['person', 'dog'] }, options)),
      );
    }));

  it('sends a picture as it is, with how it is to be looked at', async () => {
    const asked: [PictureQuestion, string][] = [];
    const pictures: AppParts['pictures'] = {
      ask: async (question, bytes) => {
        asked.push([question, Buffer.from(bytes).toString()]);
        return { width: 4, height: 3, detections: [] };
      },
      hasWorkers: async () => true,
      close: async () => undefined,
    };
    await withService(
      async (options) => {
        const picture = new TextEncoder().encode('a picture');
        const settings = {
          model: 'm',
          letterbox: true,
          classes: ['traffic, light'],
          image: 'street.jpg',
          confidence: 0.4,
        };
        const { milliseconds, ...found } = await predict(picture, settings, options);
        assert.ok(milliseconds >= 0);
        assert.deepEqual(found, { image: 'street.jpg', width: 4, height: 3, detections: [] });
        const [[question, bytes] = assert.fail()] = asked;
        assert.equal(bytes, 'a picture');
        assert.equal(question.model.modelId, 'm');
        const { resize, classes, confidence } = question.settings;
        assert.deepEqual([resize, classes, confidence], ['letterbox', ['traffic, light'], 0.4]);
      },
      { pictures },
    );
  });

  it('asks whom the environment names unless told otherwise, and passes on what is refused', () =>
    withService(async ({ resultsUrl, token }) => {
      const { FRAMEFLEET_RESULTS_URL, FRAMEFLEET_TOKEN, FRAMEFLEET_READ_TOKEN, ...others } = process.env;
      const before = process.env;
      try {
        process.env = { ...others, FRAMEFLEET_RESULTS_URL: resultsUrl };
        await assert.rejects(runs(), { code: 'TOKEN_REQUIRED' });
        process.env.FRAMEFLEET_READ_TOKEN = token;
        assert.equal((await runs()).length, 3);
        await assert.rejects(runs({}, { token: 'another-another-another' }), { code: 'TOKEN_REQUIRED' });
        await assert.rejects(count({ by: 'label', label: 'carr' }), (error) => {
          assert.ok(error instanceof FramefleetError);
          assert.deepEqual([error.code, error.httpStatus], ['QUERY_INVALID', 400]);
          return true;
        });
        await assert.rejects(runs({}, { resultsUrl: 'http://127.0.0.1:1' }), { code: 'STORE_UNREACHABLE' });
        assert.throws(() => connect({ resultsUrl: 'nowhere' }), { code: 'CONFIG_INVALID', message: /`resultsUrl`/ });
      } finally {
        process.env = before;
      }
    }));
});
