import assert from 'node:assert/strict';
import { join } from 'node:path';
import { BUNDLE } from '../../app/demo/bundle.ts';
import { framefleet } from '../fixtures/cli.ts';
import { WITHOUT_GPU } from '../fixtures/gpu.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

describe('--device', () => {
  const folder = temporaryFolder();
  const run = (args: readonly string[], env: Record<string, string> = WITHOUT_GPU) =>
    framefleet(args, join(folder(), 'home'), env);
  const detect = ['detect', BUNDLE.clip, '--model', BUNDLE.network];

  for (const [what, args] of [
    ['detect', [...detect, '--device', 'gpu']],
    ['a worker', ['worker', '--redis-url', 'redis://127.0.0.1:1', '--device', 'gpu']],
    ['model bench', ['model', 'bench', BUNDLE.network, '--device', 'gpu']],
  ] as const) {
    it(`gpu ends ${what} at once where there is no GPU, and says what one takes`, async () => {
      const { code, stderr } = await run(args);
      assert.equal(code, 4, stderr);
      assert.match(
        stderr,
        /Expected a GPU for `--device gpu`, got none: .*[Aa]dapter.*\. On Linux it takes .*libvulkan1/,
      );
    });
  }

  it('is to be had from the environment', async () => {
    const { code, stderr } = await run(detect, { ...WITHOUT_GPU, FRAMEFLEET_DEVICE: 'gpu' });
    assert.equal(code, 4, stderr);
    assert.match(stderr, /Expected a GPU/);
  });

  it('gpu is refused with int8, which is for CPUs', async () => {
    const { code, stderr } = await run([...detect, '--device', 'gpu', '--precision', 'int8']);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /Expected `--precision fp32` with `--device gpu`, got `int8`/);
  });

  it('is one of those that there are', async () => {
    const { code, stderr } = await run([...detect, '--device', 'cuda']);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /Expected `--device` to be cpu or gpu, got `cuda`/);
  });
});
