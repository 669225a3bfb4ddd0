import type { ExportFormat } from './export-source.ts';
import type { RowFormat } from './rows/row-format.ts';

/** Formats of rows, by name. */
export const ROW_FORMATS: Readonly<Record<string, () => Promise<RowFormat>>> = {
  parquet: async () => (await import('./rows/parquet.ts')).parquet,
  csv: async () => (await import('./rows/text-rows.ts')).csv,
  ndjson: async () => (await import('./rows/text-rows.ts')).ndjson,
};

/** Formats of frames, by name. */
export const FRAME_FORMATS: Readonly<Record<string, () => Promise<ExportFormat>>> = {
  coco: async () => (await import('./formats/coco.ts')).coco,
  'coco-results': async () => (await import('./formats/coco-results.ts')).cocoResults,
  yolo: async () => (await import('./formats/yolo.ts')).yolo,
  mot: async () => (await import('./formats/mot.ts')).mot,
  kitti: async () => (await import('./formats/kitti.ts')).kitti,
  cvat: async () => (await import('./formats/cvat.ts')).cvat,
  fiftyone: async () => (await import('./formats/fiftyone.ts')).fiftyone,
  'label-studio': async () => (await import('./formats/label-studio.ts')).labelStudio,
  webvtt: async () => (await import('./formats/webvtt.ts')).webvtt,
  srt: async () => (await import('./formats/srt.ts')).srt,
};

export const FORMAT_NAMES: readonly string[] = [...Object.keys(ROW_FORMATS), ...Object.keys(FRAME_FORMATS)];
