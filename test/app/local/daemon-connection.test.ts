import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { homePaths } from '../../../app/home.ts';
import { DaemonConnection, type DaemonOptions } from '../../../app/local/daemon-connection.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { createLogger } from '../../../shared/logging.ts';
import { processesNaming, until } from '../../fixtures/processes.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { askSocket } from '../../fuzz/ask-socket.ts';

const ENTRY = resolve('dist/cli/main.js');
const MODULE = JSON.stringify(new URL('../../../app/local/daemon-connection.js', import.meta.url).href);

/** A command: it connects, says so, and closes its connection when it is told to by SIGTERM. */
const COMMAND = `
  const { DaemonConnection } = await import(${MODULE});
  const [entry, home, resultsSocket] = process.argv.slice(1);
  const log = { warn() {}, error() {} };
  const connection = await DaemonConnection.open({ entry, home, resultsSocket, env: process.env, log });
  process.once('SIGTERM', () => clearInterval(waiting) ?? connection.close());
  const waiting = setInterval(() => undefined, 1000);
  process.stdout.write('connected');`;

describe('DaemonConnection', () => {
  const home = temporaryFolder();

  const options = (env: NodeJS.ProcessEnv = {}): DaemonOptions => ({
    ...{ entry: ENTRY, home: home(), resultsSocket: homePaths(home()).resultsSocket },
    ...{ env: { PATH: process.env.PATH, ...env }, log: createLogger('test', 'silent', process.stderr) },
  });
  const running = (name: RegExp) => processesNaming(home()).filter(({ command }) => name.test(command));
  const daemons = () => running(/main\.js daemon/);
  const allGone = () =>
    until('daemon and Redis have ended', () => running(/main\.js daemon|redis-server/).length === 0);

  async function startCommand(): Promise<ChildProcess> {
    const { entry, resultsSocket, env } = options();
    const child = spawn(process.execPath, ['--input-type=module', '-e', COMMAND, entry, home(), resultsSocket], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return child;
  }

  it('starts the daemon of a home, which ends with the last connection', async () => {
    const first = await DaemonConnection.open(options());
    const second = await DaemonConnection.open(options());
    assert.deepEqual([daemons().length, running(/redis-server/).length], [1, 1]);
    await first.close();
    await new Promise((later) => setTimeout(later, 300));
    assert.equal(daemons().length, 1);
    await second.close();
    await allGone();
  });

  it('lets the command that started the daemon end before others that need it', async () => {
    const starter = await startCommand();
    const neighbour = await DaemonConnection.open(options());
    starter.kill('SIGTERM');
    const [code] = await once(starter, 'exit');
    assert.equal(code, 0);
    assert.equal(daemons().length, 1, 'the daemon ran on for the neighbour');
    await neighbour.close();
    await allGone();
  });

  it('lets the daemon end when its command is killed', async () => {
    const command = await startCommand();
    command.kill('SIGKILL');
    await once(command, 'exit');
    await allGone();
  });

  it('starts the daemon anew when it dies while it is needed', async () => {
    const connection = await DaemonConnection.open(options());
    const [daemon] = daemons();
    process.kill(daemon!.pid, 'SIGKILL');
    await until('another daemon', () => daemons().some(({ pid }) => pid !== daemon!.pid));
    const again = await DaemonConnection.open(options()); // may start one too, which finds the store open and ends
    await until('one daemon is left', () => daemons().length === 1);
    await Promise.all([connection.close(), again.close()]);
    await allGone();
  });

  it('tries until there is one, where it cannot be started at first', async () => {
    const said: string[] = [];
    const log = createLogger('test', 'error', { write: (line: string) => void said.push(line) });
    const connection = await DaemonConnection.open({ ...options(), log });
    const { storeFile, resultsSocket } = homePaths(home());
    process.kill(daemons()[0]!.pid, 'SIGKILL');
    renameSync(storeFile, `${storeFile}-aside`);
    writeFileSync(storeFile, 'no store');
    await until('it could not be started', () => said.join('').includes('STORE_UNWRITABLE'));
    renameSync(`${storeFile}-aside`, storeFile);
    const isAnswering = async () =>
      (await askSocket(resultsSocket, { method: 'GET', path: '/healthz' }, 5_000).catch(() => null)) !== null;
    await until('another daemon answers', isAnswering);
    await connection.close();
    await allGone();
  });

  it('gives the reason of a daemon that cannot start, as the daemon gave it', async () => {
    const store = homePaths(home()).storeFile;
    mkdirSync(dirname(store), { recursive: true });
    writeFileSync(store, 'no store');
    await assert.rejects(DaemonConnection.open(options()), { code: 'STORE_UNWRITABLE', message: /detections\.duckdb/ });
    await allGone();
  });

  it('waits no longer for one that takes its time to start, where it is told to stop', async () => {
    const store = await DuckDbStore.open(homePaths(home()).storeFile); // it waits for the file
    try {
      const connection = await DaemonConnection.open(options(), { stop: AbortSignal.timeout(1500) });
      await connection.close();
      await assert.rejects(DaemonConnection.open(options()), { code: 'STORE_LOCKED' });
    } finally {
      await store.close();
    }
    await allGone();
  });

  it('says so where redis-server is missing', async () => {
    const opening = DaemonConnection.open(options({ PATH: join(home(), 'nothing') }));
    await assert.rejects(opening, { code: 'QUEUE_UNREACHABLE', message: /redis-server .* Install the package/s });
  });
});
