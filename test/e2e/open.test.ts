import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { homePaths } from '../../app/home.ts';
import { framefleet, type Running, start } from '../fixtures/cli.ts';
import { placeOldStore } from '../fixtures/old-store.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

describe('framefleet open', () => {
  const home = temporaryFolder();

  /** Starts the command over a store. @returns it, and the address that it prints */
  async function opened(args: readonly string[], env: Record<string, string> = {}): Promise<[Running, URL]> {
    placeOldStore('v2', homePaths(home()).storeFile);
    const running = start(['open', ...args], home(), env);
    const [line] = (await once(running.child.stdout!, 'data')) as [string];
    return [running, new URL(line.trim())];
  }

  it('shows the page of the home to who has the key that it prints, until it is ended', async () => {
    const [{ child, ended }, address] = await opened(['--no-browser']);
    const { origin, hash } = address;
    assert.equal(address.hostname, '127.0.0.1');
    assert.match(await (await fetch(origin)).text(), /<title>framefleet<\/title>/);
    assert.equal((await fetch(`${origin}/v1/runs`)).status, 401);
    const headers = { authorization: `Bearer ${hash.slice('#token='.length)}` };
    const runs = (await (await fetch(`${origin}/v1/runs`, { headers })).json()) as { runId: string }[];
    assert.deepEqual(
      runs.map(({ runId }) => runId),
      ['gate', 'again', 'live'],
    );
    const listed = await framefleet(['runs', '--json'], home());
    assert.equal((JSON.parse(listed.stdout) as unknown[]).length, 3, 'other commands ask the same service');
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    assert.deepEqual(
      [code, /Open this address .*\nThe page is there until this command ends/.test(stderr)],
      [0, true],
      stderr,
    );
    await assert.rejects(fetch(origin));
  });

  it('leads a browser there by a file that only its user can read, since command lines are told to everybody', async () => {
    const told = join(home(), 'told');
    const browser = join(home(), 'browser.sh');
    writeFileSync(browser, `#!/bin/sh\necho "$1" > ${told}\n`);
    chmodSync(browser, 0o755);
    const [{ child, ended }, address] = await opened([], { BROWSER: browser });
    for (let wait = 0; wait < 100 && !existsSync(told); wait++) await sleep(50);
    await sleep(50);
    const argument = readFileSync(told, 'utf8').trim();
    assert.ok(argument.startsWith('file:///') && !argument.includes(address.hash.slice(1)), argument);
    const file = fileURLToPath(argument);
    assert.equal(statSync(file).mode & 0o077, 0);
    assert.ok(readFileSync(file, 'utf8').includes(`url=${address.href}"`));
    child.kill('SIGTERM');
    assert.equal((await ended).code, 0);
    assert.ok(!existsSync(file));
  });

  it('says what is in the way', async () => {
    const nobody = await framefleet(['open', '--no-browser', '--results-url', 'http://127.0.0.1:1'], home());
    assert.deepEqual(
      [nobody.code, nobody.stderr.includes('Expected a results service at `http://127.0.0.1:1`')],
      [5, true],
      nobody.stderr,
    );
    const socket = await framefleet(['open', '--no-browser', '--results-url', 'unix:///tmp/x.sock'], home());
    assert.deepEqual([socket.code, socket.stderr.includes('which browsers can reach')], [2, true], socket.stderr);
  });
});
