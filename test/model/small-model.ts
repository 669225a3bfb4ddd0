import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DarknetFiles } from '../../model/darknet/darknet-files.ts';
import { parseNetwork } from '../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../model/darknet/synthetic-weights.ts';

/** A network that compiles in no time. */
export const SMALL_CFG = `[net]
width=64
height=64

[convolutional]
batch_normalize=1
filters=4
size=3
stride=32
pad=1
activation=mish

[convolutional]
filters=14
size=1
stride=1
activation=linear

[yolo]
mask=0,1
anchors=8,8, 16,16
classes=2
num=2
`;

/** Writes a small model's three files into a folder. */
export async function smallModel(folder: string, seed = 1, name = 'small', cfg = SMALL_CFG): Promise<DarknetFiles> {
  const sources = {
    cfg: join(folder, `${name}.cfg`),
    weights: join(folder, `${name}.weights`),
    names: join(folder, `${name}.names`),
  };
  await writeFile(sources.cfg, cfg);
  await writeFile(sources.weights, syntheticWeights(parseNetwork(cfg, 'small.cfg'), seed, 1));
  await writeFile(sources.names, 'cat\ndog\n');
  return sources;
}
