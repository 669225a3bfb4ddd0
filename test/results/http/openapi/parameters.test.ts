import assert from 'node:assert/strict';
import { describedStore } from './described-store.ts';

/** A value that each parameter takes over the store `v2`. */
const VALUES: Readonly<Record<string, string>> = {
  after: 'car',
  and: 'car',
  anchor: 'center',
  area: '1%..',
  aspect: '0.1..9',
  axis: 'clock',
  before: 'car',
  bins: '9',
  by: 'label',
  columns: '5',
  cursor: 'gate:1:1',
  direction: 'in',
  format: 'json',
  found: 'true',
  from: '1',
  fromZone: '0,0,50,100%',
  gap: '2s',
  iou: '0.4',
  label: 'car',
  limit: '2',
  line: '0,0,100,100%',
  margin: '2',
  minConfidence: '0.5,car=0.6',
  minLength: '1s',
  minSeconds: '1',
  minSpeed: '1',
  minus: 'person',
  notIn: 'again',
  notLabel: 'person',
  only: 'gate',
  or: 'person',
  order: 'time',
  overlap: '0.5',
  rows: '3',
  run: 'gate',
  settle: '0.2',
  since: '2026-01-01',
  skip: '3',
  spot: 'box',
  spread: '5s',
  // biome-ignore lint/suspicious/noThenProperty: what the filter is called; it is no function
  then: 'car',
  timeOfDay: '00:00-12:00',
  to: '9',
  toZone: '50,0,100,100%',
  tracks: 'true',
  tz: 'Europe/Berlin',
  until: '2030-01-01',
  video: 'v1',
  weekday: 'mon-fri',
  where: 'car',
  with: 'car',
  within: '1s',
  without: 'car',
  zone: '0,0,50,100%',
  zones: 'videos: {}',
};

/** What has to stand beside some of them. */
const BESIDE: Readonly<Record<string, string>> = {
  after: '&within=1s',
  before: '&within=1s',
  fromZone: '&toZone=50,0,100,100%25',
  iou: '&notIn=again&run=gate',
  notIn: '&run=gate',
  overlap: '&zone=0,0,50,100%25',
  // biome-ignore lint/suspicious/noThenProperty: what the filter is called; it is no function
  then: '&within=1s',
  toZone: '&fromZone=50,0,100,100%25',
  within: '&with=car',
};
/** The same, by path and name. */
const BESIDE_ON: Readonly<Record<string, string>> = { '/v1/segments within': '&before=car' };
/** What each question of a path needs; where several do, one of them. */
const ALWAYS: Readonly<Record<string, string>> = {
  '/v1/counts': 'by',
  '/counts': 'by',
  '/v1/visits': 'zone',
  '/v1/crossings': 'line',
};

/** What has to stand in a URL beside a parameter. */
function besideOf(path: string, name: string): string {
  const always = ALWAYS[path];
  const isThere = always === undefined || name === always || (always === 'zone' && name.endsWith('Zone'));
  const own = BESIDE_ON[`${path} ${name}`] ?? BESIDE[name] ?? '';
  return isThere ? own : `${own}&${always}=${encodeURIComponent(VALUES[always]!)}`;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
}

describe('The parameters of the description', () => {
  it('are those that are taken, and others are refused', () =>
    describedStore('v2', async (app, document) => {
      let count = 0;
      for (const [path, { get }] of Object.entries(document.paths)) {
        const { parameters = [], tags } = (get ?? {}) as { parameters?: Parameter[]; tags?: string[] };
        if (!get || tags?.[0] === 'service' || path.includes('{')) continue;
        const asked = parameters.filter((parameter) => parameter.in === 'query');
        assert.deepEqual(
          asked.filter(({ required }) => required).map(({ name }) => name),
          ALWAYS[path] === 'by' ? ['by'] : [],
          path,
        );
        for (const { name } of asked) {
          const value = name === 'direction' && path.startsWith('/v1/track') ? 'left' : VALUES[name];
          const written = encodeURIComponent(value ?? assert.fail(`no value for ${name}`));
          const url = `${path}?${name}=${written}${besideOf(path, name)}`;
          const { statusCode, body } = await app.inject(url);
          assert.equal(statusCode, 200, `${url}: ${body}`);
          count++;
        }
        const { statusCode, body } = await app.inject(`${path}?colour=red${besideOf(path, 'colour')}`);
        assert.deepEqual([statusCode, JSON.parse(body).error.code], [400, 'QUERY_INVALID'], `${path}: ${body}`);
      }
      assert.ok(count > 100, `${count} parameters`);
    }));
});
