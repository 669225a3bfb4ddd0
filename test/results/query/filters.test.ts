import assert from 'node:assert/strict';
import { parseCountFilter, parseDetectionFilter } from '../../../results/query/filters.ts';
import { parseZone } from '../../../results/query/zone.ts';
import { parseTime } from '../../../shared/time-text.ts';

describe('Filters as they are written', () => {
  for (const [text, seconds] of [
    ['0', 0],
    ['83.5', 83.5],
    ['1:23.5', 83.5],
    ['0:01:23.5', 83.5],
    ['02:00:00', 7200],
    ['90:00', 5400],
    ['1:60', null],
    ['1:60:00', null],
    ['-1', null],
    ['1:', null],
    ['', null],
    ['1s', null],
  ] as const) {
    it(`reads the time \`${text}\` as ${seconds}`, () => assert.equal(parseTime(text), seconds));
  }

  for (const [text, zone] of [
    ['0,0,400,200', { unit: 'pixels', edges: [0, 0, 400, 200] }],
    [' 1.5, -2 ,3,4 ', { unit: 'pixels', edges: [1.5, -2, 3, 4] }],
    ['0%,0%,50%,50%', { unit: 'percent', edges: [0, 0, 50, 50] }],
    ['0,0,50,50%', { unit: 'percent', edges: [0, 0, 50, 50] }],
    ['0%,0,50,50', null],
    ['0,0,50,101%', null],
    ['10,0,10,5', null],
    ['0,5,10,1', null],
    ['0,0,1', null],
    ['0,0,1,1,1', null],
    ['a,0,1,1', null],
    ['', null],
  ] as const) {
    it(`reads the zone \`${text}\` as ${zone ? zone.unit : 'nothing'}`, () => assert.deepEqual(parseZone(text), zone));
  }

  for (const [raw, complaint] of [
    [{ minConfidence: '1.1' }, '`minConfidence` to be a number in 0..1, got `1.1`'],
    [{ minConfidence: '' }, '`minConfidence` to be a number in 0..1'],
    [{ minConfidence: 'high' }, '`minConfidence` to be a number in 0..1, got `high`'],
    [{ limit: '0' }, '`limit` to be a whole number from 1, got `0`'],
    [{ limit: '1.5' }, '`limit` to be a whole number from 1, got `1.5`'],
    [{ from: 'noon' }, '`from` to be seconds, mm:ss or hh:mm:ss, got `noon`'],
    [{ from: '5', to: '5' }, '`to` to be seconds, mm:ss or hh:mm:ss, later than `from`, got `5`'],
    [{ zone: '1,1,0,0' }, '`zone` to be x1,y1,x2,y2'],
    [{ label: 'a,,b' }, '`label` to be one label or several'],
    [{ label: '"a, b' }, '`label` to be one label or several'],
    [{ run: '' }, '`run` to be the id of a run'],
    [{ colour: 'red' }, 'colour'],
  ] as const) {
    it(`refuses ${JSON.stringify(raw)}`, () =>
      assert.throws(
        () => parseDetectionFilter(raw as Record<string, string>),
        (error: Error & { code: string }) => error.code === 'QUERY_INVALID' && error.message.includes(complaint),
      ));
  }

  it('names all faults at once, as the user knows them', () =>
    assert.throws(() => parseCountFilter({ by: 'hour', limit: 'x' }, (field) => `--${field}`), {
      code: 'QUERY_INVALID',
      message: /`--limit`[\s\S]*`--by` to be label, second, minute or video, got `hour`/,
    }));

  it('reads labels as CSV has them', () => {
    const { label } = parseDetectionFilter({ label: '"traffic, light", person' });
    assert.deepEqual(label, ['traffic, light', 'person']);
  });
});
