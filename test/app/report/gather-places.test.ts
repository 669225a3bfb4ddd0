import assert from 'node:assert/strict';
import { filtersOfDetectionsOnly, summedCrossings, summedVisits } from '../../../app/report/gather-places.ts';
import type { CrossingRow, VisitRow } from '../../../shared/tracks.ts';

const object = { runId: 'r1', videoId: 'v1', label: 'person', trackId: 1, version: 1 };
const visit = (changes: Partial<VisitRow>): VisitRow => ({
  ...{ ...object, zone: 'gate', enteredFrameIndex: 0, leftFrameIndex: 9, entered: 0, left: 1, seconds: 1 },
  ...{ fromZone: null, leftFromZone: null, travelSeconds: null },
  ...changes,
});
const crossing = (changes: Partial<CrossingRow>): CrossingRow => ({
  ...{
    ...object,
    line: 'door',
    direction: 'in',
    frameIndex: 3,
    ptsSeconds: 0.1,
    pixelsPerSecond: 9,
    metersPerSecond: null,
  },
  ...changes,
});

const { signal } = new AbortController();

async function* inBatches<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += 2) yield rows.slice(at, at + 2);
}

describe('visits and crossings of a report', () => {
  it('are summed up by run, zone and label, an object once', async () => {
    const rows = [
      visit({}),
      visit({ seconds: 4 }),
      visit({ trackId: 2, seconds: 1 }),
      visit({ zone: 'lawn' }),
      visit({ label: 'dog' }),
    ];
    assert.deepEqual(await summedVisits(inBatches(rows), signal), [
      { runId: 'r1', zone: 'gate', label: 'person', visits: 3, objects: 2, meanSeconds: 2, longestSeconds: 4 },
      { runId: 'r1', zone: 'lawn', label: 'person', visits: 1, objects: 1, meanSeconds: 1, longestSeconds: 1 },
      { runId: 'r1', zone: 'gate', label: 'dog', visits: 1, objects: 1, meanSeconds: 1, longestSeconds: 1 },
    ]);
  });

  it('keep the ways over a line apart', async () => {
    const rows = [crossing({}), crossing({ direction: 'out' }), crossing({}), crossing({ runId: 'r2' })];
    assert.deepEqual(await summedCrossings(inBatches(rows), signal), [
      { runId: 'r1', line: 'door', label: 'person', in: 2, out: 1 },
      { runId: 'r2', line: 'door', label: 'person', in: 1, out: 0 },
    ]);
  });

  it('say which filters they do not heed', () => {
    assert.deepEqual(
      filtersOfDetectionsOnly({ run: 'a', label: 'b', minConfidence: '0.5', tz: 'UTC', since: '2026' }),
      ['minConfidence', 'since'],
    );
  });
});
