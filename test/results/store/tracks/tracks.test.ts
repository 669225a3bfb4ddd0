import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ResultsClient } from '../../../../client/results-client.ts';
import { build } from '../../../../results/http/app.ts';
import { Database } from '../../../../results/store/database.ts';
import { DuckDbStore } from '../../../../results/store/duckdb-store.ts';
import { rowsOf } from '../../../../results/store/rows.ts';
import { DuckDbTracks } from '../../../../results/store/tracks/duckdb-tracks.ts';
import { openTracks } from '../../../../results/store/tracks/open-tracks.ts';
import type { RawFilter } from '../../../../shared/questions.ts';
import { parseResultsUrl } from '../../../../shared/results-address.ts';
import type { TracksReader } from '../../../../shared/tracks.ts';
import { placeOldStore } from '../../../fixtures/old-store.ts';
import { appParts } from '../../fixtures/app-parts.ts';
import { until } from '../../fixtures/private-redis.ts';
import { inFreshFolder, sampleResult, sampleRun, storeResults } from '../../fixtures/samples.ts';
import { storeWalk, WALK_ZONES as ZONES } from '../../fixtures/walk.ts';

type Question = 'tracks' | 'boxes' | 'visits' | 'crossings';

async function ask(reader: TracksReader, question: Question, filter: RawFilter = {}) {
  const rows: Record<string, unknown>[] = [];
  for await (const batch of await reader[question](filter))
    rows.push(...(batch as readonly object[] as Record<string, unknown>[]));
  return rows;
}

async function withStore(body: (store: DuckDbStore, path: string) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const path = join(folder, 'detections.duckdb');
    const store = await DuckDbStore.open(path);
    try {
      await body(store, path);
    } finally {
      await store.close();
    }
  });
}

/** What the store holds of tracks; it must not be open. */
async function madeAt(path: string): Promise<unknown[]> {
  const database = await Database.open({ path, readOnly: true, memoryMb: 100 });
  try {
    const sql = 'SELECT run_no, tracks, made_at FROM track_sets ORDER BY 1';
    return await database.read((connection) => rowsOf(connection, { sql, values: {} }));
  } finally {
    await database.close();
  }
}

describe('objects of stored runs', () => {
  it('are listed with times, way, direction and speed, in metres where a scale is given', () =>
    withStore(async (store) => {
      await storeWalk(store);
      const rows = await ask(store.tracks, 'tracks', { zones: ZONES });
      assert.deepEqual(
        rows.map(({ trackId, label, direction, detections }) => [trackId, label, direction, detections]),
        [
          [1, 'person', 'right', 60],
          [2, 'dog', 'still', 60],
        ],
      );
      const [person] = rows;
      assert.deepEqual([person!.firstFrameIndex, person!.lastFrameIndex, person!.seconds], [0, 59, 2.36]);
      assert.ok(Math.abs((person!.pixelsPerSecond as number) - 250) < 5, `${person!.pixelsPerSecond}`);
      assert.ok(Math.abs((person!.metersPerSecond as number) - 25) < 0.5);
      assert.equal((await ask(store.tracks, 'tracks'))[0]!.metersPerSecond, null);
    }));

  it('are those that filters keep', () =>
    withStore(async (store) => {
      await storeWalk(store);
      for (const [filter, expected] of [
        [{ label: 'dog' }, [2]],
        [{ direction: 'right,up' }, [1]],
        [{ minSpeed: '200' }, [1]],
        [{ minSpeed: '20m/s', zones: ZONES }, [1]],
        [{ minSpeed: '20m/s' }, []],
        [{ minSeconds: '3' }, []],
        [{ from: '2.4' }, []],
        [{ to: '0.04' }, [1, 2]],
        [{ limit: '1' }, [1]],
        [{ run: 'r1' }, [1, 2]],
        [{ video: 'one.mp4', label: 'person,dog' }, [1, 2]],
      ] as [RawFilter, number[]][]) {
        const ids = (await ask(store.tracks, 'tracks', filter)).map(({ trackId }) => trackId);
        assert.deepEqual(ids, expected, JSON.stringify(filter));
      }
    }));

  it('visit zones and go over lines, by name or by place', () =>
    withStore(async (store) => {
      await storeWalk(store);
      const visits = await ask(store.tracks, 'visits', { zones: ZONES, label: 'person' });
      assert.deepEqual(
        visits.map(({ zone, enteredFrameIndex, leftFrameIndex }) => [zone, enteredFrameIndex, leftFrameIndex]),
        [
          ['left', 0, 30],
          ['right', 30, 59],
        ],
      );
      const [journey, ...others] = await ask(store.tracks, 'visits', {
        ...{ zones: ZONES, fromZone: 'left', toZone: 'right', label: 'person' },
      });
      assert.deepEqual(
        [journey!.zone, journey!.fromZone, journey!.travelSeconds, others.length],
        ['right', 'left', 0, 0],
      );
      assert.deepEqual(await ask(store.tracks, 'visits', { zones: ZONES, fromZone: 'right', toZone: 'left' }), []);
      const [fromBoth, ...more] = await ask(store.tracks, 'visits', {
        ...{ zones: ZONES, fromZone: 'left,right', zone: '600,0,800,400', label: 'person' },
      });
      assert.deepEqual([fromBoth!.fromZone, fromBoth!.enteredFrameIndex, more.length], ['right', 50, 0]);
      for (const zone of ['0,0,50,100%', '0,0,400,400', '0,0 50%,0 50%,100% 0,100%', 'left=0,0,50%,100%']) {
        const [visit, ...more] = await ask(store.tracks, 'visits', { zone, label: 'person' });
        assert.deepEqual([visit!.enteredFrameIndex, visit!.leftFrameIndex, more.length], [0, 30, 0], zone);
        assert.equal(visit!.zone, zone.startsWith('left') ? 'left' : zone);
      }
      const [crossing] = await ask(store.tracks, 'crossings', { zones: ZONES });
      assert.deepEqual([crossing!.line, crossing!.direction, crossing!.frameIndex], ['middle', 'in', 30]);
      const [placed] = await ask(store.tracks, 'crossings', { line: '50%,0,50%,100%' });
      // on the line is on its right-hand side still
      assert.deepEqual([placed!.direction, placed!.frameIndex], ['out', 31]);
      assert.deepEqual(await ask(store.tracks, 'crossings', { zones: ZONES, direction: 'out' }), []);
    }));

  it('are refused for what is not understood, with what would be right', () =>
    withStore(async (store) => {
      await storeWalk(store);
      for (const [question, filter, complaint] of [
        ['visits', {}, /`zone` to be a zone of the videos asked about \(none: name some in a zones\.yaml/],
        ['visits', { zones: ZONES, zone: 'lift' }, /\(left, right\) or x1,y1,x2,y2 .*, got `lift`/],
        [
          'crossings',
          { zones: ZONES, line: 'left' },
          /`line` to be a line of the videos asked about \(middle\) or two different points, .*, got `left`/,
        ],
        ['crossings', { line: '1,1,1,1' }, /two different points/],
        ['visits', { zone: '10%,20,30,40', zones: ZONES }, /x1,y1,x2,y2 .*got `10%,20,30,40`/],
        ['crossings', { line: '0,0,1,1', anchor: 'any' }, /`anchor`/],
        ['visits', { zone: 'a', toZone: 'b', zones: ZONES }, /`toZone`/],
        ['tracks', { zones: 'videos: 5' }, /zones\.yaml, got: line 1, `videos`/],
        ['tracks', { label: 'persn' }, /near: person/],
        ['tracks', { run: 'ghost' }, /`ghost`/],
      ] as [Question, RawFilter, RegExp][]) {
        await assert.rejects(ask(store.tracks, question, filter), complaint, JSON.stringify(filter));
      }
    }));

  it('are made for who waits for them, also where who asked first leaves', () =>
    withStore(async (store, path) => {
      await storeWalk(store);
      const database = await Database.open({ path, readOnly: false });
      const [begun, waitedFor] = [new AbortController(), new AbortController()];
      class WatchedMaking extends Map<number, Promise<void>> {
        override get(runNo: number): Promise<void> | undefined {
          const known = super.get(runNo);
          if (known !== undefined) waitedFor.abort();
          return known;
        }
      }
      const making = new WatchedMaking();
      const leaving = new AbortController();
      const asked = database.askedBy(leaving.signal);
      const write: typeof asked.write = async (work, options) => {
        begun.abort();
        await until('somebody to wait', () => waitedFor.signal.aborted);
        leaving.abort();
        return asked.write(work, options);
      };
      const first = ask(new DuckDbTracks({ ...asked, write }, making), 'tracks');
      first.catch(() => undefined); // looked at below
      await until('the first to begin', () => begun.signal.aborted);
      const second = ask(new DuckDbTracks(database, making), 'tracks');
      await assert.rejects(first, { code: 'QUERY_TOO_LARGE', message: /got nobody/ });
      assert.deepEqual(
        (await second).map(({ label }) => label),
        ['person', 'dog'],
      );
      assert.equal(making.size, 0);
      await database.close();
    }));

  it('are made once, also for two who ask at once, and anew for a run that is done anew', () =>
    inFreshFolder(async (folder) => {
      const path = join(folder, 'detections.duckdb');
      const first = await DuckDbStore.open(path);
      await storeWalk(first);
      const both = await Promise.all([ask(first.tracks, 'tracks'), ask(first.tracks, 'tracks')]);
      assert.deepEqual(both[0], both[1]);
      await first.close();
      const made = await madeAt(path);
      assert.equal(made.length, 1);
      const second = await DuckDbStore.open(path);
      assert.deepEqual(await ask(second.tracks, 'tracks'), both[0]);
      await second.close();
      assert.deepEqual(await madeAt(path), made);
      const third = await DuckDbStore.open(path);
      await storeWalk(third, { force: true });
      assert.deepEqual(await ask(third.tracks, 'tracks'), both[0]);
      await third.close();
      const anew = await madeAt(path);
      assert.equal(anew.length, 1);
      assert.notDeepEqual(anew, made);
    }));

  it('are not told of a run that is open: it is refused by name and left out otherwise', () =>
    withStore(async (store) => {
      await storeWalk(store);
      await store.ledger.open(sampleRun({ runId: 'r2' }));
      await storeResults(store, [sampleResult(0, { runId: 'r2' })]);
      await assert.rejects(ask(store.tracks, 'tracks', { run: 'r2' }), /complete run.*got `r2`, which is open/);
      assert.deepEqual([...new Set((await ask(store.tracks, 'tracks')).map(({ runId }) => runId))], ['r1']);
    }));

  it('lie in pixels of the video where frames have another size', () =>
    withStore(async (store) => {
      await storeWalk(store);
      await storeWalk(store, { runId: 'r2', small: true });
      const boxes = async (run: string) =>
        (await ask(store.tracks, 'boxes', { run })).map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]);
      assert.deepEqual(await boxes('r2'), await boxes('r1'));
    }));

  it('are the same from the file, the store and over HTTP', () =>
    inFreshFolder(async (folder) => {
      const path = join(folder, 'detections.duckdb');
      const store = await DuckDbStore.open(path);
      await storeWalk(store);
      await store.close();
      const questions: [Question, RawFilter][] = [
        ['tracks', { zones: ZONES }],
        ['boxes', { label: 'person' }],
        ['visits', { zones: ZONES }],
        ['crossings', { zones: ZONES }],
      ];
      const answers = (reader: TracksReader) => Promise.all(questions.map((question) => ask(reader, ...question)));
      const file = await openTracks(path);
      const fromFile = [];
      for (const question of questions) fromFile.push(await ask(file, ...question));
      await file.close();
      assert.ok(fromFile.every((rows) => rows.length > 0));
      const again = await DuckDbStore.open(path);
      const app = build(appParts(again));
      await app.listen({ path: join(folder, 'results.sock') });
      const client = new ResultsClient(parseResultsUrl(`unix://${join(folder, 'results.sock')}`), 0);
      try {
        assert.deepEqual(await answers(again.tracks), fromFile);
        assert.deepEqual(await answers(client.tracks), fromFile);
        await assert.rejects(ask(client.tracks, 'tracks', { run: 'ghost' }), { code: 'RUN_NOT_FOUND' });
      } finally {
        await client.close();
        await app.close();
        await again.close();
      }
    }));

  for (const version of ['v1', 'v2'] as const) {
    it(`are told of a store of version ${version.slice(1)} too`, () =>
      inFreshFolder(async (folder) => {
        const path = join(folder, 'detections.duckdb');
        placeOldStore(version, path);
        const reader = await openTracks(path);
        try {
          assert.ok((await ask(reader, 'tracks')).length > 3);
        } finally {
          await reader.close();
        }
      }));
  }
});
