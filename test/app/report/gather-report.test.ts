import assert from 'node:assert/strict';
import { join } from 'node:path';
import { gatherReport } from '../../../app/report/gather-report.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import type { CountRow, RawFilter } from '../../../shared/questions.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { sampleFrame, sampleResult, sampleRun, storeResults } from '../../results/fixtures/samples.ts';
import { storeWalk, WALK_ZONES } from '../../results/fixtures/walk.ts';

const { signal } = new AbortController();

describe('what a report says', () => {
  const folder = suiteFolder();
  let store: DuckDbStore;

  before(async () => {
    store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    await storeWalk(store);
    await store.ledger.open(sampleRun({ runId: 'empty', video: { videoId: 'v2', uri: '/videos/two.mp4' } }));
    const frames = [0, 1, 2, 3].map((frameIndex) => sampleFrame(frameIndex, { detections: [] }));
    await storeResults(store, [sampleResult(0, { runId: 'empty', frames })]);
    const end = { sampledFrames: 4, frameCount: 4, inputError: null };
    await store.ledger.endInput(await store.ledger.read('empty'), end);
  });
  after(() => store.close());

  const gathered = (filter: RawFilter, zones: string | null = null) =>
    gatherReport({ reader: store.reader, tracks: store.tracks }, { filter, zones }, signal, () => undefined);
  const found = (counts: readonly CountRow[]) =>
    counts.filter(({ detections }) => (detections ?? 0) > 0).map(({ label, detections }) => [label, detections]);

  for (const filter of [{}, { label: 'dog' }, { from: '1', to: '2' }, { minConfidence: '0.85' }] as RawFilter[]) {
    it(`is what count answers: ${JSON.stringify(filter)}`, async () => {
      const { counts, hasObjects, runs } = await gathered(filter);
      assert.equal(hasObjects, true);
      assert.deepEqual(counts, await store.reader.counts({ ...filter, by: 'label', tracks: 'true' }));
      const byRun = await store.reader.counts({ ...filter, by: 'run,label' });
      assert.deepEqual(
        runs.flatMap((run) => run.counts),
        byRun,
      );
      const walked = runs.find(({ run }) => run.runId === 'r1')!;
      const drawn = walked.drawn!.timeline.series.map(({ label, detections }) => [
        label,
        detections.reduce((a, b) => a + b, 0),
      ]);
      assert.deepEqual(drawn.sort(), found(walked.counts).sort());
      assert.deepEqual(walked.drawn!.labels.toSorted(), drawn.map(([label]) => label).sort());
    });
  }

  it('is that nothing was found, of a run in which there was nothing', async () => {
    const { counts, runs } = await gathered({ run: 'empty' });
    assert.deepEqual(found(counts), []);
    const [{ drawn }] = runs as [(typeof runs)[number]];
    assert.deepEqual([drawn!.labels, drawn!.heat.cells, drawn!.timeline.series], [[], [], []]);
    assert.deepEqual([...new Set(drawn!.coverage.map(({ state }) => state))], ['nothing']);
  });

  it('tells of zones and lines where there are any, and of filters that do not choose among objects', async () => {
    assert.equal((await gathered({})).places, null);
    const { places, notes } = await gathered({ run: 'r1', minConfidence: '0.1' }, WALK_ZONES);
    assert.deepEqual(new Set(places!.visits.map(({ zone }) => zone)), new Set(['left', 'right']));
    assert.deepEqual(
      places!.crossings.map(({ line, label, in: ins, out }) => [line, label, ins, out]),
      [['middle', 'person', 1, 0]],
    );
    assert.match(notes.join('\n'), /`minConfidence` does not choose among them/);
  });

  it('asks about stays with the part of a box that is asked about', async () => {
    const visits = async (anchor: string) =>
      (await gathered({ run: 'r1', label: 'dog', zone: 'right', zones: WALK_ZONES, anchor }, WALK_ZONES)).places!
        .visits;
    const of = async (anchor: string) => {
      const asked = { run: 'r1', label: 'dog', zone: 'right', zones: WALK_ZONES, anchor };
      let rows = 0;
      for await (const batch of await store.tracks.visits(asked)) rows += batch.length;
      return rows;
    };
    for (const anchor of ['center', 'all']) {
      const sum = (await visits(anchor)).reduce((all, one) => all + one.visits, 0);
      assert.equal(sum, await of(anchor), anchor);
    }
  });

  it('goes without objects of a run that is open, and says so', async () => {
    await store.ledger.open(sampleRun({ runId: 'open', video: { videoId: 'v3', uri: '/videos/three.mp4' } }));
    await storeResults(store, [sampleResult(0, { runId: 'open' })]);
    const { counts, hasObjects, places, notes } = await gathered({ run: 'open' }, WALK_ZONES);
    assert.deepEqual([hasObjects, places], [false, null]);
    assert.deepEqual(counts, await store.reader.counts({ run: 'open', by: 'label' }));
    assert.match(notes.join('\n'), /^Objects are not told of: .*`open`, which is open/);
  });

  it('is refused for filters that nobody understands', async () => {
    await assert.rejects(gathered({ label: 'unicorn' }), { code: 'QUERY_INVALID' });
    await assert.rejects(gathered({ run: 'ghost' }), { code: 'RUN_NOT_FOUND' });
  });
});
