import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { homePaths } from '../../app/home.ts';
import { requireOwnFolder } from '../../app/local/own-folder.ts';
import { framefleet, type Running, start } from '../fixtures/cli.ts';
import { DEMO } from '../fixtures/clips.ts';
import { until } from '../fixtures/processes.ts';
import { skip } from '../fixtures/skip.ts';

/** `nobody`, who may do nothing of ours. */
const NOBODY = 65_534;

/** What a program says that `nobody` runs. */
function asNobody(script: string, ...args: string[]): string {
  const options = { uid: NOBODY, gid: NOBODY, env: {}, cwd: '/', encoding: 'utf8' } as const;
  return spawnSync(process.execPath, ['-e', script, ...args], options).stdout.trim();
}

const CONNECT = `require('node:net').connect(process.argv[1]).on('connect', () => { console.log('in'); process.exit() })
  .on('error', (error) => console.log(error.code))`;
const READ = `try { require('node:fs').readFileSync(process.argv[1]); console.log('read') } catch (error) { console.log(error.code) }`;

/** Paths below a folder that others than their owner may read, write or enter. */
function openToOthers(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => (lstatSync(join(folder, name)).mode & 0o077) !== 0,
  );
}

describe('Another user of the machine', () => {
  let home = '';

  before(function () {
    if (process.getuid?.() !== 0) skip(this, 'a user other than root');
  });

  beforeEach(() => {
    home = mkdtempSync('/tmp/framefleet-other-user-'); // one that others may enter, unlike the folder of this run of the tests
    chmodSync(home, 0o755);
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('gets at neither the sockets nor the store of a run', async () => {
    const paths = homePaths(home);
    let command: Running | null = null;
    try {
      const args = ['detect', DEMO.clip, '--model', DEMO.network, '--workers', '1', '--confidence', '0.01'];
      command = start(args, home);
      await until('the store and both sockets', () =>
        [paths.storeFile, paths.redisSocket, paths.resultsSocket].every((path) =>
          lstatSync(path, { throwIfNoEntry: false }),
        ),
      );
      assert.equal(asNobody(CONNECT, paths.redisSocket), 'EACCES');
      assert.equal(asNobody(CONNECT, paths.resultsSocket), 'EACCES');
      assert.equal(asNobody(READ, paths.storeFile), 'EACCES');
      for (const folder of [dirname(paths.storeFile), paths.runFolder]) {
        assert.equal(lstatSync(folder).mode & 0o777, 0o700, folder);
        assert.deepEqual(openToOthers(folder), [], folder);
      }
    } finally {
      command?.child.kill('SIGINT');
      await command?.ended;
    }
  });

  it('is not believed where it has made the folder of the sockets before, or put one into it', async () => {
    const deep = join(home, 'd'.repeat(90));
    const { runFolder, resultsSocket } = homePaths(deep);
    try {
      mkdirSync(runFolder, { mode: 0o777 });
      chownSync(runFolder, NOBODY, NOBODY);
      for (const args of [['detect', DEMO.clip, '--model', DEMO.network], ['runs']]) {
        const { code, stderr } = await framefleet(args, deep);
        assert.match(stderr, /where our sockets are, .* got one of user 65534\. Remove it/);
        assert.equal(code, 2);
      }
      chownSync(runFolder, 0, 0);
      writeFileSync(resultsSocket, '');
      chownSync(resultsSocket, NOBODY, NOBODY);
      await assert.rejects(requireOwnFolder(runFolder, { make: true }), { code: 'CONFIG_INVALID' });
    } finally {
      rmSync(runFolder, { recursive: true, force: true });
    }
  });
});
