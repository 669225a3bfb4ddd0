import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serving } from '../fixtures/serving.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

/** V8 says what it compiles, and would soon compile it again to run faster. */
const V8_FLAGS = ['--trace-wasm-compilation-times', '--wasm-tiering-budget=1000'];

describe("The HTTP client's parser", () => {
  const home = suiteFolder();

  it('is not compiled to run faster', () =>
    serving(home, async () => {
      const env = { PATH: process.env.PATH, FRAMEFLEET_HOME: home };
      const args = [...V8_FLAGS, 'dist/cli/main.js', 'count'];
      const { stdout } = await promisify(execFile)(process.execPath, args, { env });
      assert.match(stdout, /using Liftoff/); // it is used
      assert.doesNotMatch(stdout, /using TurboFan/);
    }));
});
