/** What can be saved of what is filtered. */
export interface Format {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** What a file of it is called. */
  readonly file: string;
  /** Where the service gives it. */
  readonly path: string;
  /** The command that writes the same, without its flags for files and filters. */
  readonly command: string;
}

const folder = 'An archive (.tar) with a folder of files.';

const exported: readonly Omit<Format, 'path' | 'command'>[] = [
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

/** The formats of exports, as `framefleet export --format` names them (docs/export.md). */
export const EXPORTS: readonly Format[] = exported.map((format) => ({
  ...format,
  path: `/v1/exports/${format.name}`,
  command: `export --format ${format.name}`,
}));

/** One page to read, to send or to print (docs/report.md). */
export const REPORT: Format = {
  name: 'report',
  title: 'A report of it',
  about: 'One page of HTML that needs nothing else: counts, timelines, heat maps and the best pictures.',
  file: 'report.html',
  path: '/v1/report',
  command: 'report',
};
