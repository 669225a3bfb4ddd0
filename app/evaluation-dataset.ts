import { readFile } from 'node:fs/promises';
import { cocoDataset } from '../model/evaluation/coco-dataset.ts';
import type { LabelledImages } from '../model/evaluation/labelled-image.ts';
import { namesList } from '../model/evaluation/names-list.ts';
import { yoloDataset } from '../model/evaluation/yolo-dataset.ts';
import { InputError, messageOf } from '../shared/errors.ts';

/** Where labelled images are. */
export interface DatasetPaths {
  readonly images: string;
  /** Folder of label files, or a COCO file .json. */
  readonly labels: string;
  /** Names that the labels follow; `null`: the model's. */
  readonly labelNames: string | null;
}

/** The labelled images at some paths, for a model of some labels. @throws {InputError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE` */
export async function readDataset(flags: DatasetPaths, modelLabels: readonly string[]): Promise<LabelledImages> {
  const names = flags.labelNames === null ? null : await namesOf(flags.labelNames);
  const read = flags.labels.toLowerCase().endsWith('.json') ? cocoDataset : yoloDataset;
  return read(flags, modelLabels, names);
}

async function namesOf(file: string): Promise<{ file: string; names: string[] }> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError(
      'INPUT_NOT_FOUND',
      `Expected \`--label-names\` to be a names file, got \`${file}\`: ${messageOf(error)}.`,
      { cause: error },
    );
  });
  return { file, names: namesList(text, file) };
}
