import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../../../demo/render/random.ts';
import { showsStack } from '../../fixtures/command-verdict.ts';
import { askSocket, type SocketRequest, sendRaw } from '../ask-socket.ts';
import type { Fuzzer } from '../fuzzer.ts';
import { damaged, question } from '../hostile-request.ts';
import { verdictOnAnswer } from '../http-verdict.ts';
import { mutateBytes } from '../mutate/bytes.ts';
import type { Rig } from '../rig.ts';
import type { Templates } from '../templates.ts';
import type { Verdict } from '../verdict.ts';

const LIMIT_MS = 30_000;

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
