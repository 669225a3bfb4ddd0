import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homePaths } from '../../../app/home.ts';
import type { Fault } from '../fault.ts';

/** The folder of pixels vanishes, as a system does that cleans up after a user who logs out: others go through Redis. */
export const deletePayloadFolder: Fault = {
  kind: 'delete the folder of payloads',
  async strike({ stage }, _random, begun) {
    const { payloadFolder } = homePaths(stage.home);
    if (!existsSync(payloadFolder)) return;
    await rm(payloadFolder, { recursive: true, force: true });
    begun('');
  },
};
