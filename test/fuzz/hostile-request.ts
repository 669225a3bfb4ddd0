import type { Random } from '../../demo/render/random.ts';
import type { SocketRequest } from './ask-socket.ts';
import { mutateBytes } from './mutate/bytes.ts';
import { type Json, mutateJson } from './mutate/json.ts';

const PATHS = [
  ...['/detections', '/counts', '/runs', '/runs/template', '/runs/template/spans', '/runs/template/failures'],
  ...['/v1/detections', '/v1/counts', '/v1/segments', '/v1/coverage', '/v1/runs', '/v1/runs/template/latency'],
  ...['/v1/tracks', '/v1/track-boxes', '/v1/visits', '/v1/crossings'],
];
const OTHER_PATHS = [
  '/healthz',
  '/lease',
  '/v1/openapi.json',
  '/docs',
  '/docs/static/..%2f..%2fpackage.json',
  '/',
  '/runs/%zz',
  '/runs/..%2f',
  '/runs/x%00',
  `/runs/${'x'.repeat(9000)}`,
  '//',
  '/%',
];
const NAMES = [
  'run',
  'video',
  'label',
  'limit',
  'from',
  'to',
  'zone',
  'minConfidence',
  'by',
  'format',
  ...['zones', 'line', 'fromZone', 'toZone', 'anchor', 'settle', 'margin', 'minSpeed', 'minSeconds', 'direction'],
  'x',
  'run[]',
  '__proto__',
];
const VALUES = [
  ...[
    'template',
    'label',
    'second',
    'video',
    'json',
    'ndjson',
    '1',
    '0',
    '-1',
    '1e9',
    '1e400',
    'NaN',
    '',
    ' ',
    ',',
    '""',
    '"',
  ],
  ...[
    '0.5',
    '1:00',
    '00:00:01',
    '0,0,100,100',
    '10%,10%,50%,50%',
    '5,5,5,5',
    'in',
    'any',
    '1.5m/s',
    'videos: {"**": {zones: {label: [[0, 0], [1, 0], [1, 1]]}}}',
    'videos: {"*a*a*a*a*a*a*b": {}}',
    'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nvideos: [*b,*b,*b,*b,*b,*b,*b,*b,*b]',
    "'; DROP TABLE runs; --",
    '%',
    '\\',
    '\u0000',
  ],
  ...['\u202e', '😀', 'x'.repeat(8000), '99999999999999999999', '../../etc/passwd', '{}', '[]'],
];
const METHODS = ['GET', 'GET', 'GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'];

/** A question with odd parameters, on a path that there is or is not. */
export function question(random: Random): SocketRequest {
  const parameters = Array.from({ length: random.integer(0, 4) }, () => {
    const value = random.pick(VALUES);
    return `${encodeURIComponent(random.pick(NAMES))}=${random.chance(0.9) ? encodeURIComponent(value) : value}`;
  });
  const path = random.pick(random.chance(0.8) ? PATHS : OTHER_PATHS);
  return { method: random.pick(METHODS), path: parameters.length > 0 ? `${path}?${parameters.join('&')}` : path };
}

/** A request with another body, method or type of content. */
export function damaged({ method, path, body = '', headers }: SocketRequest, random: Random): SocketRequest {
  const text = body.toString();
  const other = random.chance(0.2)
    ? mutateBytes(Buffer.from(text), random).toString()
    : JSON.stringify(mutateJson(text === '' ? {} : (JSON.parse(text) as Json), random));
  const type = random.pick([
    'application/json',
    'application/json',
    'application/json',
    'text/plain',
    '',
    'application/json; charset=x',
  ]);
  return {
    method: random.chance(0.9) ? method : random.pick(METHODS),
    path,
    headers: { ...headers, 'content-type': type },
    body: other,
  };
}
