import { statfsSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../fault.ts';
import { pause } from '../pause.ts';

const BLOCK_BYTES = [2 ** 20, 4096];

/** The disk of the store is full for some seconds. Only where that disk is the soak's own. */
export function fillDisk(storeFolder: string): Fault {
  let strikes = 0; // one may begin while another lasts
  return {
    kind: 'fill the disk',
    async strike({ calm }, random, begun) {
      const seconds = random.between(2, 12);
      const filler = join(storeFolder, `filler-${strikes++}`);
      const file = await open(filler, 'w');
      const { bavail, bsize } = statfsSync(storeFolder);
      begun(`${bavail * bsize} bytes for ${seconds.toFixed(1)} s`);
      try {
        for (const bytes of BLOCK_BYTES) await writeUntilRefused(file, bytes);
        await pause(seconds * 1000, calm);
      } finally {
        await file.close();
        await rm(filler);
      }
    },
  };
}

async function writeUntilRefused(file: FileHandle, bytes: number): Promise<void> {
  const block = Buffer.alloc(bytes);
  try {
    for (;;) await file.write(block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
