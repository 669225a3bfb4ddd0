import assert from 'node:assert/strict';
import { join } from 'node:path';
import { askFound } from '../../app/ask-found.ts';
import { homePaths } from '../../app/home.ts';
import { foundReport } from '../../cli/output/found-report.ts';
import { askingOf } from '../../cli/output/next-questions.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { sampleDetection, sampleFrame, sampleResult, sampleRun, storeResults } from '../results/fixtures/samples.ts';

describe('What some runs have found', () => {
  const home = suiteFolder();
  const ask = (...runIds: string[]) => askFound({ home, resultsUrl: null, token: null, readToken: null }, runIds);
  const asking = askingOf(home, { FRAMEFLEET_HOME: home });

  before(async () => {
    const store = await DuckDbStore.open(homePaths(home).storeFile);
    const labels = ['person', 'a "big", dog', ...Array.from({ length: 20 }, (_, index) => `thing ${index}`)];
    const seen = (label: string) => sampleDetection({ label, classId: labels.indexOf(label) });
    const frames = [
      sampleFrame(0, { detections: [seen('person'), seen('person')] }),
      sampleFrame(1, { detections: [seen('a "big", dog')] }),
      sampleFrame(2, { detections: [seen('person'), seen('a "big", dog')] }),
    ];
    for (const runId of ['one', 'two', 'none', 'many'])
      await store.ledger.open(sampleRun({ runId, model: { labels } }));
    const chunk = { frameCount: 3, frames };
    const many = [sampleFrame(0, { detections: labels.map(seen) })];
    await storeResults(store, [
      sampleResult(0, { runId: 'one', ...chunk }),
      sampleResult(0, { runId: 'two', ...chunk }),
      sampleResult(0, { runId: 'many', frameCount: 1, frames: many }),
    ]);
    await store.close();
  });

  it('is told label by label, with the times of one run', async () => {
    const { labels, otherLabels } = await ask('one');
    assert.equal(otherLabels, 0);
    assert.deepEqual(labels, [
      { label: 'person', detections: 3, frames: 2, runs: 1, firstSeconds: 0, lastSeconds: 0.08 },
      { label: 'a "big", dog', detections: 2, frames: 2, runs: 1, firstSeconds: 0.04, lastSeconds: 0.08 },
    ]);
  });

  it('is added up over several', async () => {
    const { labels } = await ask('one', 'two', 'none');
    const times = { firstSeconds: null, lastSeconds: null };
    assert.deepEqual(labels, [
      { label: 'person', detections: 6, frames: 4, runs: 2, ...times },
      { label: 'a "big", dog', detections: 4, frames: 4, runs: 2, ...times },
    ]);
    const report = foundReport(await ask('one', 'two'), asking);
    assert.match(report, /^label +detections +frames +runs\nperson +6 +4 +2$/m);
    assert.match(report, / count --run one,two --by video,label$/m);
  });

  it('names what it does not list, and quotes labels for a shell', async () => {
    const { labels, ...rest } = await ask('many');
    assert.deepEqual([labels.length, rest.otherLabels], [12, 10]);
    const report = foundReport({ ...rest, labels }, askingOf(join(home, 'el se'), { FRAMEFLEET_HOME: home }));
    assert.match(report, /^and 10 more labels$/m);
    assert.match(report, / segments --home '.*\/el se' --run many --label '"a ""big"", dog"'$/m);
  });

  it('may be nothing', async () => {
    assert.equal(foundReport(await ask('none'), asking), '\nNothing was found.\n');
  });
});
