import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fuzzer } from '../fuzzer.ts';
import { mutateBytes } from '../mutate/bytes.ts';
import { mutateText } from '../mutate/text.ts';
import { runLimited } from '../run-limited.ts';
import type { Templates } from '../templates.ts';
import { verdictOn } from '../verdict.ts';

const LIMIT_MS = 120_000;
const LABELS = '0 0.5 0.5 0.2 0.3\n2 0.3 0.6 0.1 0.1\n';

/** Damaged pictures, and damaged labels of good ones. */
export function pictureFuzzer({ pictures }: Templates): Fuzzer {
  return {
    kind: 'picture',
    weight: 3,
    async run(rig, random, folder) {
      const [extension, bytes] = random.pick([...pictures]);
      const areLabelsDamaged = random.chance(0.25);
      const labels = join(folder, 'labels');
      const images = join(folder, 'images');
      for (const one of [labels, images]) await mkdir(one);
      await writeFile(join(images, `one.${extension}`), areLabelsDamaged ? bytes : mutateBytes(bytes, random));
      await writeFile(join(labels, 'one.txt'), areLabelsDamaged ? mutateText(LABELS, random) : LABELS);
      const args = ['model', 'eval', 'demo', '--images', images, '--labels', labels, '--json'];
      return verdictOn(args, await runLimited(args, rig.env, LIMIT_MS));
    },
  };
}
