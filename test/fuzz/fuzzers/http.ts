import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../../../demo/render/random.ts';
import { ERROR_TABLE } from '../../../shared/errors.ts';
import { showsStack } from '../../fixtures/command-verdict.ts';
import { askSocket, type SocketAnswer, type SocketRequest, sendRaw } from '../ask-socket.ts';
import type { Fuzzer } from '../fuzzer.ts';
import { mutateBytes } from '../mutate/bytes.ts';
import { type Json, mutateJson } from '../mutate/json.ts';
import type { Rig } from '../rig.ts';
import type { Templates } from '../templates.ts';
import type { Fault, Verdict } from '../verdict.ts';

const LIMIT_MS = 30_000;
const PATHS = ['/detections', '/counts', '/runs', '/runs/template', '/runs/template/spans', '/runs/template/failures'];
const OTHER_PATHS = [
  '/healthz',
  '/lease',
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
    "'; DROP TABLE runs; --",
    '%',
    '\\',
    '\u0000',
  ],
  ...['\u202e', '😀', 'x'.repeat(8000), '99999999999999999999', '../../etc/passwd', '{}', '[]'],
];
const METHODS = ['GET', 'GET', 'GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'];

/** Damaged questions and messages to the results service, up to bytes that are no HTTP. */
export function httpFuzzer({ requests }: Templates): Fuzzer {
  return {
    kind: 'http',
    weight: 30,
    async run(rig, random, folder) {
      const asked = random.chance(0.4) ? damaged(random.pick(requests), random) : question(random);
      await writeFile(join(folder, 'request.json'), JSON.stringify(asked));
      return random.chance(0.15) ? askRaw(rig, asked, random, folder) : ask(rig, asked);
    },
  };
}

function question(random: Random): SocketRequest {
  const parameters = Array.from({ length: random.integer(0, 4) }, () => {
    const value = random.pick(VALUES);
    return `${encodeURIComponent(random.pick(NAMES))}=${random.chance(0.9) ? encodeURIComponent(value) : value}`;
  });
  const path = random.pick(random.chance(0.8) ? PATHS : OTHER_PATHS);
  return { method: random.pick(METHODS), path: parameters.length > 0 ? `${path}?${parameters.join('&')}` : path };
}

function damaged({ method, path, body = '', headers }: SocketRequest, random: Random): SocketRequest {
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

async function ask(rig: Rig, asked: SocketRequest): Promise<Verdict> {
  try {
    return verdictOnAnswer(asked, await askSocket(rig.resultsSocket, asked, LIMIT_MS));
  } catch (error) {
    const { message, code = '' } = error as NodeJS.ErrnoException;
    if (message === 'timeout')
      return { outcome: 'no answer', faults: ['hang'], details: JSON.stringify(asked).slice(0, 2000) };
    return { outcome: code, faults: [], details: '' }; // the request was refused, here or there: whether the service lives is looked at
  }
}

async function askRaw(
  rig: Rig,
  { method, path, headers = {}, body = '' }: SocketRequest,
  random: Random,
  folder: string,
): Promise<Verdict> {
  const lines = Object.entries({ host: 'x', connection: 'close', 'content-length': body.length, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const bytes = mutateBytes(
    Buffer.from([`${method} ${path} HTTP/1.1`, ...lines, '', body.toString()].join('\r\n')),
    random,
  );
  await writeFile(join(folder, 'request.bin'), bytes);
  const text = await sendRaw(rig.resultsSocket, bytes, 2_000);
  return { outcome: 'raw', faults: showsStack(text) ? ['stack trace'] : [], details: text.slice(0, 2000) };
}

function verdictOnAnswer(asked: SocketRequest, { status, body }: SocketAnswer): Verdict {
  const faults: Fault[] = [];
  if (status >= 400 && asked.method !== 'HEAD' && !hasCode(body)) faults.push('crash');
  else if (status === 500) faults.push('crash');
  if (showsStack(body)) faults.push('stack trace');
  return {
    outcome: String(status),
    faults,
    details: `${JSON.stringify(asked).slice(0, 2000)}\n${status} ${body.slice(0, 1000)}`,
  };
}

/** Whether a refusal has a code of the documented table. */
function hasCode(body: string): boolean {
  try {
    const { code } = (JSON.parse(body) as { error: { code: string } }).error;
    return code in ERROR_TABLE;
  } catch {
    return false;
  }
}
