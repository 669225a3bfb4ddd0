import { isFolder } from '../../model/files/make-folder.ts';
import { isModelName } from '../../model/files/paths.ts';
import { type PictureQuestion, pictureQuestionSchema } from '../../shared/picture.ts';
import type { WorkEvents } from '../events.ts';
import { prepareGpu } from '../gpu.ts';
import { namedModel } from '../named-model.ts';
import type { PredictOptions } from './predict-options.ts';

/**
 * What is asked of each picture. A fleet's own models are known to its workers by name; others are found here, as for a run.
 *
 * @throws {FramefleetError} as `namedModel`
 */
export async function pictureQuestion(options: PredictOptions, events: WorkEvents): Promise<PictureQuestion> {
  const { model: reference, home, precision, size, letterbox, confidence, iou, classes, redisUrl } = options;
  const settings = { confidence, iou, classes: [...classes], resize: letterbox ? ('letterbox' as const) : null };
  const isKnownByName = redisUrl !== null && precision === 'fp32' && isModelName(reference);
  if (isKnownByName && !(await isFolder(reference))) {
    const model = { modelId: reference, modelSha256: null };
    return pictureQuestionSchema.parse({ model, settings: { ...settings, size } });
  }
  const { manifest } = await namedModel(reference, home, events, { precision, size });
  const { modelId, modelSha256, labels, input } = manifest;
  if (options.device === 'gpu' && redisUrl === null) {
    await prepareGpu(reference, home, { modelId, modelSha256, labels, ...input, precision });
  }
  return pictureQuestionSchema.parse({
    model: { modelId, modelSha256 },
    settings: { ...settings, size: precision === 'int8' ? null : size, resize: settings.resize ?? manifest.resize },
  });
}
