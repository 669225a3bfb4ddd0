import assert from 'node:assert/strict';
import { placedRuns } from '../../../../results/query/timeline/placed-runs.ts';

/** The run's stream begins at second 100 of the clock. */
const place = (changes: object = {}) => ({
  ...{ runNo: 1, runId: 'r1', beginSeconds: 0, endSeconds: 60, zeroMs: 100_000 },
  ...changes,
});
const asked = (changes: object) => ({
  ...{ axis: 'clock' as const, from: null, to: null, since: null, until: null, timeOfDay: null, weekday: null },
  ...{ tz: 'UTC', ...changes },
});
const at = (seconds: number) => ({ instantMs: seconds * 1000 });
const daily = { timeOfDay: { fromMinute: 1, toMinute: 2 } };
const windows = [
  { runNo: 1, fromMs: 110_000, toMs: 120_000 },
  { runNo: 2, fromMs: 0, toMs: 1 },
];

/** What of the axis is asked about, in seconds. */
function spans(changes: object, ofRun = place()): readonly (readonly number[])[] {
  return placedRuns([ofRun], asked(changes), windows).flatMap((run) =>
    run.windows.map(({ fromMs, toMs }) => [fromMs / 1000, toMs / 1000]),
  );
}

describe('what of a run is asked about on an axis', () => {
  const cases: readonly [string, object, readonly (readonly number[])[]][] = [
    ['all of the clock', {}, [[-Infinity, Infinity]]],
    ['all of the stream', { axis: 'stream' }, [[-Infinity, Infinity]]],
    ['a stretch of the clock on the clock', { since: at(110), until: at(130) }, [[110, 130]]],
    ['a stretch of the clock on the stream', { axis: 'stream', since: at(110), until: at(130) }, [[10, 30]]],
    ['a stretch of the stream on the clock', { from: 5, to: 8 }, [[105, 108]]],
    ['a stretch of the stream on the stream', { axis: 'stream', from: 5, to: 8 }, [[5, 8]]],
    ['both on the clock', { from: 5, to: 20, since: at(110) }, [[110, 120]]],
    ['both on the stream', { axis: 'stream', from: 5, to: 20, since: at(110) }, [[10, 20]]],
    ['parts of days on the clock', daily, [[110, 120]]],
    ['parts of days on the stream', { axis: 'stream', ...daily }, [[10, 20]]],
  ];
  for (const [name, changes, expected] of cases) {
    it(`is ${name}`, () => assert.deepEqual(spans(changes), expected));
  }

  it('is nothing on the clock where nobody knows when it was recorded, and all of its stream', () => {
    const unknown = place({ zeroMs: null });
    assert.deepEqual(spans({}, unknown), []);
    assert.deepEqual(spans({ axis: 'stream', from: 5 }, unknown), [[5, Infinity]]);
  });

  it('is refused for the stream of several runs', () => {
    const both = [place(), place({ runNo: 2, runId: 'r2' })];
    assert.throws(() => placedRuns(both, asked({ axis: 'stream' }), []), { code: 'QUERY_INVALID' });
  });
});
