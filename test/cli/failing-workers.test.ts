import assert from 'node:assert/strict';
import { BUNDLE } from '../../app/demo/bundle.ts';
import { framefleet } from '../fixtures/cli.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

describe('detect with workers that end as soon as they start', () => {
  const home = suiteFolder();

  it('ends with 4, their last words and one message for all inputs', async () => {
    const environment = { FRAMEFLEET_HEALTH_PORT: 'nonsense' }; // workers alone read it
    const args = ['detect', BUNDLE.clip, '--model', BUNDLE.network, '--every', '60', '--workers', '2', '--json'];
    const { code, stdout, stderr } = await framefleet(args, home, environment);
    assert.equal(code, 4, stderr);
    assert.match(
      stderr,
      /Expected `FRAMEFLEET_HEALTH_PORT` to be a port of this machine, or host:port, got `nonsense`/,
    );
    const messages = stderr.split('\n').filter((line) => line.startsWith('framefleet: '));
    assert.deepEqual(messages, ['framefleet: Workers end as soon as they start; their last words are above.']);
    assert.equal(JSON.parse(stdout).state, 'open');
    await until('nothing is left', () => processesNaming(home).length === 0);
  });
});
