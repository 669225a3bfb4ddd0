/** A format of exports, as `framefleet export --format` names it (docs/export.md). */
export interface Format {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** What a file of it is called. */
  readonly file: string;
}

const folder = 'An archive (.tar) with a folder of files.';

export const FORMATS: readonly Format[] = [
  { name: 'csv', title: 'CSV', about: 'A table of detections.', file: 'detections.csv' },
  { name: 'ndjson', title: 'NDJSON', about: 'A line of JSON for each detection.', file: 'detections.ndjson' },
  {
    name: 'parquet',
    title: 'Parquet',
    about: 'A table for DuckDB, pandas, Polars or Spark.',
    file: 'detections.parquet',
  },
  { name: 'coco', title: 'COCO', about: 'Annotations as data sets have them.', file: 'coco.json' },
  { name: 'coco-results', title: 'COCO results', about: 'What an evaluation takes.', file: 'coco-results.json' },
  { name: 'yolo', title: 'YOLO', about: folder, file: 'yolo.tar' },
  { name: 'mot', title: 'MOTChallenge', about: folder, file: 'mot.tar' },
  { name: 'kitti', title: 'KITTI', about: folder, file: 'kitti.tar' },
  { name: 'cvat', title: 'CVAT', about: folder, file: 'cvat.tar' },
  { name: 'fiftyone', title: 'FiftyOne', about: folder, file: 'fiftyone.tar' },
  { name: 'label-studio', title: 'Label Studio', about: folder, file: 'label-studio.tar' },
  { name: 'webvtt', title: 'WebVTT subtitles', about: folder, file: 'webvtt.tar' },
  { name: 'srt', title: 'SubRip subtitles', about: folder, file: 'srt.tar' },
];
