import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO } from '../fixtures/clips.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

describe('ONNX Runtime', () => {
  const home = suiteFolder();

  it('is kept from collecting what it would report', async () => {
    const temporary = join(home, 'temporary');
    mkdirSync(temporary);
    const environment = { TMPDIR: temporary };
    const { code, stderr } = await framefleet(['model', 'bench', DEMO.network, '--rounds', '1'], home, environment);
    assert.equal(code, 0, stderr);
    assert.deepEqual(readdirSync(temporary), []);
    assert.deepEqual(
      readdirSync(home).filter((name) => name.startsWith('.')),
      [],
    );
  });
});
