import { darknetFilesIn, loadDarknetFiles } from '../../model/darknet/darknet-files.ts';
import { importModel } from '../../model/store/import-model.ts';
import { registeredModel } from '../../model/store/registered-models.ts';
import type { WorkEvents } from '../events.ts';
import { BUNDLE } from './bundle.ts';

/** The name under which the bundled network is registered. */
const NAME = 'demo';

/** The bundled network, ready for `--model`. */
export interface DemoModel {
  /** What `--model` takes. */
  readonly reference: string;
  /** By class id. */
  readonly labels: readonly string[];
}

/**
 * Registers the bundled network, once. A model of that name that the user has made is left alone: then the network is
 * taken from its folder.
 *
 * @throws {ModelError} `MODEL_NOT_FOUND`, `MODEL_INVALID`, `MODEL_WEIGHTS_MISMATCH` when the bundle is damaged
 */
export async function demoModel(home: string, { onNote }: Pick<WorkEvents, 'onNote'>): Promise<DemoModel> {
  const sources = await darknetFilesIn(BUNDLE.network);
  const { labels, sha256 } = await loadDarknetFiles(sources);
  const registered = await registeredModel(home, NAME);
  if (registered === null) await importModel(home, NAME, sources);
  if (registered === null || registered.manifest.modelSha256 === sha256) return { reference: NAME, labels };
  onNote(
    `The model \`${NAME}\` of \`${home}\` is another one; it is left alone, and the demo uses \`${BUNDLE.network}\`.`,
  );
  return { reference: BUNDLE.network, labels };
}
