import assert from 'node:assert/strict';
import { parseFuzzOptions } from '../fuzz/options.ts';
import { parseSoakOptions } from './options.ts';

describe('the flags of soak and fuzz', () => {
  it('are read', () => {
    const soak = ['--minutes', '30', '--seed', '7', '--fleet', '--faults-per-minute', '20', '--only', 'kill,flush'];
    assert.deepEqual(parseSoakOptions(soak), {
      ...{ minutes: 30, seed: '7', isFleet: true, faultsPerMinute: 20, only: ['kill', 'flush'] },
    });
    const fuzz = ['--inputs', '5000', '--seed', '7', '--only', 'cfg', '--input', '0'];
    assert.deepEqual(parseFuzzOptions(fuzz), { inputs: 5000, seed: '7', only: ['cfg'], input: 0 });
  });

  it('are refused where they are no numbers, with what is expected', () => {
    for (const minutes of ['', 'long', '0', '-1', '1e9']) {
      assert.throws(() => parseSoakOptions([`--minutes=${minutes}`]), /Expected `--minutes` to be a number/);
    }
    for (const inputs of ['', '1.5', '0', '-1']) {
      assert.throws(() => parseFuzzOptions([`--inputs=${inputs}`]), /Expected `--inputs` to be a whole number/);
    }
    assert.throws(() => parseSoakOptions(['--speed', '1']), /--speed/);
  });
});
