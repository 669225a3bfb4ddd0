import type { ExportVideo } from './export-source.ts';

/** Nominal frames a second. */
export function frameRate({ fpsNum, fpsDen }: ExportVideo): number {
  return fpsNum / fpsDen;
}
