import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDarknetFiles } from '../../../model/darknet/darknet-files.ts';
import { DEMO_MODEL } from '../../fixtures/clips.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('A cfg or names file that is too long', () => {
  const folder = temporaryFolder();
  const refusal = { code: 'MODEL_INVALID', message: /: expected at most 16 MiB, got more\.$/ };

  it('is refused before it is read to its end', async () => {
    const long = join(folder(), 'long.names');
    writeFileSync(long, Buffer.alloc(2 ** 24 + 1, '\n'));
    await assert.rejects(loadDarknetFiles({ ...DEMO_MODEL, cfg: long }), refusal);
    await assert.rejects(loadDarknetFiles({ ...DEMO_MODEL, names: long }), refusal);
  });

  it('is refused where it has no end', async () => {
    await assert.rejects(loadDarknetFiles({ ...DEMO_MODEL, cfg: '/dev/zero' }), refusal);
  });
});
