import { join } from 'node:path';
import { messageOf } from '../../shared/errors.ts';
import { modelsFolder } from '../files/paths.ts';
import { readManifest, usableModel } from '../files/stored-model.ts';
import { registeredNames } from './registered-models.ts';

/** One registered model, as `model list` shows it. */
export interface ListedModel {
  readonly name: string;
  readonly modelSha256: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly classes: number | null;
  readonly graphBytes: number | null;
  /** Why the model cannot be used; `null` when it can. */
  readonly fault: string | null;
}

/** All registered models, also damaged ones. */
export async function listModels(home: string): Promise<ListedModel[]> {
  return Promise.all((await registeredNames(home)).map((name) => listed(home, name)));
}

async function listed(home: string, name: string): Promise<ListedModel> {
  const unknown = { name, modelSha256: null, width: null, height: null, classes: null, graphBytes: null };
  try {
    const folder = join(modelsFolder(home), name);
    const stored = await readManifest(folder);
    if (!stored) return { ...unknown, fault: 'no model.json; import it again' };
    // What was compiled is compiled again where its graph is damaged.
    const isDamaged = stored.compilerVersion === null && (await usableModel(home, folder, stored)) === null;
    const { modelSha256, input, labels, graphBytes } = stored;
    const { width, height } = input;
    return {
      name,
      modelSha256,
      width,
      height,
      classes: labels.length,
      graphBytes,
      fault: isDamaged ? 'damaged; import it again' : null,
    };
  } catch (error) {
    return { ...unknown, fault: messageOf(error) };
  }
}
