import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../../../demo/render/random.ts';
import type { Fuzzer } from '../fuzzer.ts';
import { mutateBytes } from '../mutate/bytes.ts';
import { mutateText } from '../mutate/text.ts';
import type { Rig } from '../rig.ts';
import { runLimited } from '../run-limited.ts';
import type { Templates } from '../templates.ts';
import { type Verdict, verdictOn } from '../verdict.ts';

const LIMIT_MS = 120_000;
const CLIP = 'demo/clip/demo.mp4';
/** How many of the models that could be imported are also run on some frames. */
const SHARE_RUN = 0.4;

/** Damaged cfg files: shown, or imported. */
export function cfgFuzzer(templates: Templates): Fuzzer {
  return {
    kind: 'cfg',
    weight: 12,
    async run(rig, random, folder) {
      const files = await writeModel(folder, { ...templates, cfg: mutateText(templates.cfg, random) });
      if (random.chance(0.5)) return commandVerdict(rig, ['model', 'inspect', ...files]);
      return importAndRun(rig, random, ['fuzz-cfg', ...files]);
    },
  };
}

/** Damaged names files. */
export function namesFuzzer(templates: Templates): Fuzzer {
  return {
    kind: 'names',
    weight: 5,
    async run(rig, random, folder) {
      const files = await writeModel(folder, { ...templates, names: mutateText(templates.names, random) });
      return importAndRun(rig, random, ['fuzz-names', ...files]);
    },
  };
}

/** Damaged weights: too short, too long, of odd numbers. */
export function weightsFuzzer(templates: Templates): Fuzzer {
  return {
    kind: 'weights',
    weight: 6,
    async run(rig, random, folder) {
      const files = await writeModel(folder, { ...templates, weights: mutateBytes(templates.weights, random) });
      return importAndRun(rig, random, ['fuzz-weights', ...files]);
    },
  };
}

/** Damaged ONNX files. */
export function onnxFuzzer({ onnx }: Templates): Fuzzer {
  return {
    kind: 'onnx',
    weight: 6,
    async run(rig, random, folder) {
      const file = join(folder, 'input.onnx');
      await writeFile(file, mutateBytes(onnx, random));
      return importAndRun(rig, random, ['fuzz-onnx', '--onnx', file]);
    },
  };
}

async function importAndRun(rig: Rig, random: Random, args: readonly string[]): Promise<Verdict> {
  const isRun = random.chance(SHARE_RUN);
  const imported = await commandVerdict(rig, ['model', 'import', ...args]);
  if (imported.outcome !== '0' || !isRun) return imported;
  const [name = ''] = args;
  const run = await commandVerdict(rig, ['produce', CLIP, '--model', name, '--end', '0.5', '--json']);
  return { ...run, outcome: `0, then ${run.outcome}` };
}

async function commandVerdict(rig: Rig, args: readonly string[]): Promise<Verdict> {
  return verdictOn(args, await runLimited(args, rig.env, LIMIT_MS));
}

async function writeModel(
  folder: string,
  { cfg, weights, names }: Pick<Templates, 'cfg' | 'weights' | 'names'>,
): Promise<string[]> {
  const files = { cfg, weights, names };
  const flags: string[] = [];
  for (const [extension, content] of Object.entries(files)) {
    const path = join(folder, `input.${extension}`);
    await writeFile(path, content);
    flags.push(`--${extension}`, path);
  }
  return flags;
}
