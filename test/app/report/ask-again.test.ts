import assert from 'node:assert/strict';
import { questionsOf } from '../../../app/report/ask-again.ts';
import type { ReportFacts } from '../../../app/report/report-facts.ts';
import type { CountRow } from '../../../shared/questions.ts';

const count = (label: string, detections: number): CountRow => ({
  ...{ label, detections, frames: 1, lookedFrames: 1, meanPerFrame: 1, maxPerFrame: 1 },
});
const facts = (changes: Partial<ReportFacts> = {}): ReportFacts => ({
  ...{
    madeAt: '2026-01-01T00:00:00.000Z',
    filter: {},
    counts: [],
    hasObjects: false,
    runs: [],
    places: null,
    notes: [],
  },
  ...changes,
});
const asking = { program: './framefleet', store: [] as string[], zonesFile: null };
const commands = (...args: Parameters<typeof questionsOf>) => questionsOf(...args).map(({ command }) => command);

describe('the questions of a report', () => {
  it('have its filters as flags, quoted for a shell', () => {
    const filter = { run: 'a,b', minConfidence: '0.5', label: '"x, y",it\'s', timeOfDay: '22:00-06:00' };
    const flags = `--run a,b --min-confidence 0.5 --label '"x, y",it'\\''s' --time-of-day 22:00-06:00`;
    const all = commands(facts({ filter }), asking);
    assert.equal(all[0], `./framefleet count ${flags}`);
    assert.equal(all.at(-1), `./framefleet report -o report.html ${flags}`);
    assert.ok(all.every((command) => command.endsWith(flags)));
  });

  it('ask when the most frequent labels were seen, unless some are chosen', () => {
    const counts = [count('cat', 1), count('a, b', 9), count('dog', 5), count('car', 7), count('none', 0)];
    const segments = (filter: ReportFacts['filter']) =>
      commands(facts({ counts, filter }), asking).filter((command) => command.includes(' segments '));
    assert.deepEqual(segments({}), [
      `./framefleet segments --label '"a, b"'`,
      './framefleet segments --label car',
      './framefleet segments --label dog',
    ]);
    assert.deepEqual(segments({ label: 'cat' }), []);
  });

  it('name the store and the zones where those are not found by themselves', () => {
    const visit = { runId: 'r', zone: 'z', label: 'l', visits: 1, objects: 1, meanSeconds: 1, longestSeconds: 1 };
    const filter = { zone: 'gate', zones: 'videos: {}', from: '3', anchor: 'center' };
    const places = { visits: [visit], crossings: [] };
    const all = commands(facts({ filter, places, hasObjects: true }), {
      ...{ program: 'framefleet', store: ['--home', '/my home'], zonesFile: 'my zones.yaml' },
    });
    assert.equal(
      all[0],
      `framefleet count --home '/my home' --zone gate --from 3 --anchor center --zones 'my zones.yaml' --tracks`,
    );
    assert.ok(
      all.includes(`framefleet visits --home '/my home' --zone gate --from 3 --anchor center --zones 'my zones.yaml'`),
      all.join('\n'),
    );
    assert.ok(all.every((command) => !command.includes('videos:') && !command.includes('crossings')));
  });
});
