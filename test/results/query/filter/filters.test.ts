import assert from 'node:assert/strict';
import { parseCondition } from '../../../../results/query/filter/condition.ts';
import { parseMinConfidence } from '../../../../results/query/filter/confidence.ts';
import { coverageFields } from '../../../../results/query/filter/fields.ts';
import { parseCountFilter, parseDetectionFilter, parseQueryFilter } from '../../../../results/query/filter/filters.ts';
import { parseLine, parseZones } from '../../../../results/query/filter/zone.ts';
import { foundFilterOf } from '../../../../shared/questions.ts';
import { parseDuration, parseTime } from '../../../../shared/time-text.ts';

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
    ['0,0,400,200', 'pixels 0,0 400,0 400,200 0,200'],
    [' 1.5, -2 ,3,4 ', 'pixels 1.5,-2 3,-2 3,4 1.5,4'],
    ['0%,0%,50%,50%', 'percent 0,0 50,0 50,50 0,50'],
    ['0,0,50,50%', 'percent 0,0 50,0 50,50 0,50'],
    ['0,0 10,0 5,8', 'pixels 0,0 10,0 5,8'],
    ['0,0 100,0 50,80%', 'percent 0,0 100,0 50,80'],
    ['gate = 0,0,50,50%', 'percent 0,0 50,0 50,50 0,50'],
    ['0,0,50%,100%', 'percent 0,0 50,0 50,100 0,100'],
    ['0%,0,50,50', null],
    ['10%,20,30,40', null],
    ['0,0,50,101%', null],
    ['10,0,10,5', null],
    ['0,5,10,1', null],
    ['0,0,1', null],
    ['0,0,1,1,1', null],
    ['0,0 1,1', null],
    ['0,0 1,1 2,2', null],
    ['0,0,1,1;', null],
    ['a,0,1,1', null],
    ['', null],
  ] as const) {
    it(`reads the zone \`${text}\` as ${zone ?? 'nothing'}`, () => {
      const [read] = parseZones(text) ?? [];
      assert.equal(read ? `${read.unit} ${read.corners.map(String).join(' ')}` : null, zone);
    });
  }

  for (const [text, line] of [
    ['0,5, 0 ,9', 'pixels 0,5 0,9'],
    ['50%,0,50%,-10%', 'percent 50,0 50,-10'],
    ['50,0,50,100%', 'percent 50,0 50,100'],
    ['1,1,1,1', null],
    ['50%,0,50,100', null],
    ['0,0 1,1', null],
    ['door', null],
  ] as const) {
    it(`reads the line \`${text}\` as ${line ?? 'nothing'}`, () => {
      const read = parseLine(text);
      assert.equal(read && `${read.unit} ${read.corners.map(String).join(' ')}`, line);
    });
  }

  it('reads several zones, by their names where they have some', () =>
    assert.deepEqual(
      parseZones('gate=0,0,50,50%; 1,1,2,2')?.map(({ name }) => name),
      ['gate', '1,1,2,2'],
    ));

  for (const [text, read] of [
    ['car', { kind: 'count', label: 'car', operator: '>=', value: 1 }],
    ['any < 3', { kind: 'count', label: null, operator: '<', value: 3 }],
    ['"any"==0', { kind: 'count', label: 'any', operator: '=', value: 0 }],
    ['"a ""b"" and c">2', { kind: 'count', label: 'a "b" and c', operator: '>', value: 2 }],
    ['car>=3 and', null],
    ['car>=', null],
    ['car>=-1', null],
    ['car>=1.5', null],
    ['(car', null],
    ['car)', null],
    ['and car', null],
    ['car person', null],
    ['', null],
  ] as const) {
    it(`reads the condition \`${text}\` as ${read ? 'one' : 'none'}`, () =>
      assert.deepEqual(parseCondition(text), read));
  }

  it('binds `and` closer than `or`, and `not` closest', () => {
    const bare = (label: string) => ({ kind: 'count', label, operator: '>=', value: 1 });
    assert.deepEqual(parseCondition('a or b AND not (c or d) and not e'), {
      kind: 'or',
      parts: [
        bare('a'),
        {
          kind: 'and',
          parts: [
            bare('b'),
            { kind: 'not', part: { kind: 'or', parts: [bare('c'), bare('d')] } },
            { kind: 'not', part: bare('e') },
          ],
        },
      ],
    });
  });

  for (const [text, others, byLabel] of [
    ['0.5', 0.5, []],
    ['0.5,dog=0.3', 0.5, [['dog', 0.3]]],
    [
      '"traffic, light"=.6, dog = 1',
      0,
      [
        ['traffic, light', 0.6],
        ['dog', 1],
      ],
    ],
  ] as const) {
    it(`reads the confidences \`${text}\``, () =>
      assert.deepEqual(parseMinConfidence(text), { others, byLabel: new Map(byLabel as never) }));
  }

  for (const [text, seconds] of [
    ['2s', 2],
    ['500ms', 0.5],
    ['1.5m', 90],
    ['1h', 3600],
    ['15min', 900],
    ['1.5d', 129_600],
    ['1:30', 90],
    ['7', 7],
    ['2 s', 2],
    ['s', null],
    ['-1s', null],
  ] as const) {
    it(`reads the length \`${text}\` as ${seconds}`, () => assert.equal(parseDuration(text), seconds));
  }

  for (const [raw, complaint] of [
    [
      { minConfidence: '1.1' },
      'to be a number in 0..1, with others for single labels behind it: 0.5,dog=0.3, got `1.1`',
    ],
    [{ minConfidence: '' }, '`minConfidence` to be a number in 0..1'],
    [{ minConfidence: 'high' }, '0.5,dog=0.3, got `high`'],
    [{ limit: '0' }, '`limit` to be a whole number from 1, got `0`'],
    [{ limit: '1.5' }, '`limit` to be a whole number from 1, got `1.5`'],
    [{ from: 'noon' }, '`from` to be seconds, mm:ss or hh:mm:ss, got `noon`'],
    [{ from: '5', to: '5' }, '`to` to be seconds, mm:ss or hh:mm:ss, later than `from`, got `5`'],
    [{ zone: '1,1,0,0' }, '`zone` to be x1,y1,x2,y2'],
    [{ label: 'a,,b' }, '`label` to be one label or several'],
    [{ label: '"a, b' }, '`label` to be one label or several'],
    [{ run: '' }, '`run` to be the id of a run'],
    [{ minConfidence: '0.5,0.3' }, '`minConfidence` to be a number in 0..1, with others for single labels'],
    [{ timeOfDay: '25:00-06:00' }, '`timeOfDay` to be two times of the day: 22:00-06:00, got `25:00-06:00`'],
    [{ weekday: 'someday' }, '`weekday` to be days of the week: sat,sun or mon-fri'],
    [{ since: '2026-02-30' }, '`since` to be a date'],
    [{ since: '2026-03-02', until: '2026-03-01' }, '`until` to be a date, or a date and time'],
    [{ tz: 'Mars/Olympus' }, '`tz` to be a time zone such as Europe/Berlin or UTC, got `Mars/Olympus`'],
    [{ where: 'car >' }, '`where` to be a condition on a frame, such as `car>=3 and not person`, got `car >`'],
    [{ area: '5..1' }, '`area` to be a range of pixels or per cent'],
    [{ anchor: 'top' }, '`anchor` to be bottom, center, any or all, got `top`'],
    [{ colour: 'red' }, 'colour'],
  ] as const) {
    it(`refuses ${JSON.stringify(raw)}`, () =>
      assert.throws(
        () => parseDetectionFilter(raw as Record<string, string>),
        (error: Error & { code: string }) => error.code === 'QUERY_INVALID' && error.message.includes(complaint),
      ));
  }

  it('names all faults at once, as the user knows them', () =>
    assert.throws(() => parseCountFilter({ by: 'week', limit: 'x' }, (field) => `--${field}`), {
      code: 'QUERY_INVALID',
      message: /`--limit`[\s\S]*`--by` to be label, frame, second, .* or several with commas between them, got `week`/,
    }));

  it('refuses a cursor that no answer has given, and says where one comes from', () => {
    for (const cursor of ['nonsense', 'r1:1', 'r1:-1:0']) {
      assert.throws(() => parseQueryFilter({ cursor }), {
        code: 'QUERY_INVALID',
        message: /`cursor` to be the `next` of an answer before, got `/,
      });
    }
  });

  it('reads labels as CSV has them', () => {
    const { label } = parseDetectionFilter({ label: '"traffic, light", person' });
    assert.deepEqual(label, ['traffic, light', 'person']);
  });

  it('are all handed on where it is asked what was found: one that was left out would find too much', () => {
    const { limit: _, ...asked } = Object.fromEntries(Object.keys(coverageFields).map((name) => [name, 'true']));
    assert.deepEqual(foundFilterOf({ ...asked, order: 'time', cursor: 'c', limit: '1' }), asked);
  });
});
