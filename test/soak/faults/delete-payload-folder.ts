import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { payloadFolderOf } from '../../fixtures/shared-memory.ts';
import type { Fault } from '../fault.ts';

/** The folder of pixels vanishes, as a system does that cleans up after a user who logs out: others go through Redis. */
export const deletePayloadFolder: Fault = {
  kind: 'delete the folder of payloads',
  async strike({ stage }, _random, begun) {
    const folder = payloadFolderOf(stage.home);
    if (folder === null || !existsSync(folder)) return;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }); // others write into it
    begun('');
  },
};
