import { findModelByName } from '../model/store/find-model-by-name.ts';
import { ModelMissingError } from '../shared/errors.ts';
import type { ResizeMode } from '../shared/geometry.ts';
import type { Logger } from '../shared/logging.ts';
import type { PictureDetections, PictureHandler, PictureQuestion } from '../shared/picture.ts';
import type { ModelReference } from '../shared/run.ts';
import { type DetectorCache, ModelNotLoadedError } from './detector-cache.ts';

/** A picture's road through the worker: file → network's input → detections. */
export class PictureProcessor implements PictureHandler {
  readonly #detectors: Pick<DetectorCache, 'use'>;
  readonly #home: string;
  readonly #log: Logger;

  constructor(detectors: Pick<DetectorCache, 'use'>, home: string, log: Logger) {
    this.#detectors = detectors;
    this.#home = home;
    this.#log = log;
  }

  async look(question: PictureQuestion, picture: Uint8Array): Promise<PictureDetections> {
    const started = performance.now();
    const { size, confidence, iou, classes } = question.settings;
    const { model, resize } = await this.#modelOf(question);
    const { decodePicture } = await import('../model/evaluation/decode-picture.ts'); // 10 MB that most workers never need
    const use = this.#detectors.use(model, size, async (detector) => {
      const { frames, shown } = await decodePicture(picture, detector.input, resize);
      const options = { confidence, iou, classes, resize, sources: [shown] };
      const { frames: found, inferenceMs } = await detector.detect(frames, options, 'urgent');
      const totalMs = Math.round(performance.now() - started);
      this.#log.info({ inferenceMs: Math.round(inferenceMs), totalMs }, 'picture done');
      return { ...shown, detections: found[0] ?? [] };
    });
    return use.catch((error: unknown) => {
      if (!(error instanceof ModelNotLoadedError)) throw error;
      throw new ModelMissingError('MODEL_UNAVAILABLE', `no worker can run the model: ${error.message}`);
    });
  }

  async #modelOf({ model, settings }: PictureQuestion): Promise<{ model: ModelReference; resize: ResizeMode }> {
    const { modelId, modelSha256 } = model;
    if (modelSha256 !== null && settings.resize !== null) {
      return { model: { modelId, modelSha256 }, resize: settings.resize };
    }
    const manifest = await findModelByName(modelId, this.#home);
    const resize = settings.resize ?? manifest.resize;
    return { model: { modelId, modelSha256: modelSha256 ?? manifest.modelSha256 }, resize };
  }
}
