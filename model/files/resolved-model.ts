import { join } from 'node:path';
import type { ModelManifest } from '../../shared/model-manifest.ts';

/** A model that can be run. */
export interface ResolvedModel {
  /** At the size that it is to run at. */
  readonly manifest: ModelManifest;
  readonly folder: string;
}

/** Path of a model's graph, an ONNX file. */
export function graphFile({ manifest, folder }: ResolvedModel): string {
  return join(folder, manifest.graph);
}
