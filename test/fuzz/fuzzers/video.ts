import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fuzzer } from '../fuzzer.ts';
import { mutateBytes } from '../mutate/bytes.ts';
import { runLimited } from '../run-limited.ts';
import { RUN_FLAGS, type Templates } from '../templates.ts';
import { verdictOn } from '../verdict.ts';

const LIMIT_MS = 120_000;

/** Damaged videos of several containers and codecs, through producer, worker and store. */
export function videoFuzzer({ clips }: Templates): Fuzzer {
  return {
    kind: 'video',
    weight: 8,
    async run(rig, random, folder) {
      const [extension, bytes] = random.pick([...clips]);
      const file = join(folder, `input.${extension}`);
      await writeFile(file, mutateBytes(bytes, random));
      const more = random.pick([
        [],
        [],
        ['--every', '3'],
        ['--fps', '4'],
        ['--start', '0.5'],
        ['--end', '1'],
        ['--gray'],
      ]);
      const args = ['produce', file, ...RUN_FLAGS, ...more];
      return verdictOn(args, await runLimited(args, rig.env, LIMIT_MS));
    },
  };
}
