import { nameOf } from '../../../results/export/video-stems.ts';
import type { CountRow } from '../../../shared/questions.ts';
import type { ReportFacts, RunFacts } from '../report-facts.ts';
import { type Html, html } from './html.ts';
import { labelHtml } from './label-html.ts';
import { type TableColumn, tableHtml } from './table-html.ts';
import { counted, id, number, numberText } from './texts.ts';

const COLUMNS: readonly TableColumn<CountRow>[] = [
  { title: 'Label', cell: ({ label }) => labelHtml(String(label)) },
  { title: 'Detections', cell: ({ detections }) => number(detections), isNumber: true },
  { title: 'Frames with it', cell: ({ frames }) => number(frames), isNumber: true },
  { title: 'Frames looked at', cell: ({ lookedFrames }) => number(lookedFrames), isNumber: true },
  { title: 'Mean per frame', cell: ({ meanPerFrame }) => number(meanPerFrame, digitsOf(meanPerFrame)), isNumber: true },
  { title: 'Most in a frame (MaxN)', cell: ({ maxPerFrame }) => number(maxPerFrame), isNumber: true },
];
const OBJECTS: TableColumn<CountRow> = {
  title: 'Objects',
  cell: ({ tracks }) => number(tracks === null ? null : Number(tracks)),
  isNumber: true,
};

/** Labels that are told of a run that is not drawn. */
const TOLD_LABELS = 5;

/** What was found, by label, the most frequent first. */
export function countTable(title: string, counts: readonly CountRow[], hasObjects: boolean, most?: number): Html {
  if (counts.length === 0) return html`<p>Nothing was found in what was looked at.</p>`;
  return tableHtml(title, hasObjects ? [...COLUMNS, OBJECTS] : COLUMNS, mostFrequentFirst(counts), most);
}

/** What was found in runs that are not drawn, a row for each. */
export function otherRunsTable(runs: readonly RunFacts[]): Html {
  return tableHtml(
    'What was found in the other runs',
    [
      { title: 'Video', cell: ({ video }: RunFacts) => nameOf(video.uri) },
      { title: 'Run', cell: ({ run }) => id(run.runId) },
      { title: 'Labels', cell: ({ counts }) => labelsText(counts) },
    ],
    runs,
  );
}

function labelsText(counts: readonly CountRow[]): string {
  const found = mostFrequentFirst(counts).filter(({ detections }) => (detections ?? 0) > 0);
  if (found.length === 0) return 'nothing';
  const told = found.slice(0, TOLD_LABELS).map(({ label, detections }) => `${label} ${numberText(detections!)}`);
  return [...told, ...(found.length > told.length ? [`${found.length - told.length} more`] : [])].join(', ');
}

/** Two of those that say something, as `count` has them. */
function digitsOf(value: number | null): number {
  return value === null || value === 0 ? 0 : Math.max(2, 1 - Math.floor(Math.log10(value)));
}

function mostFrequentFirst(counts: readonly CountRow[]): CountRow[] {
  return [...counts].sort((a, b) => (b.detections ?? 0) - (a.detections ?? 0));
}

/** The sums of a report, large. */
export function sumsHtml({ counts, runs }: ReportFacts): Html {
  const sum = (numbers: readonly (number | null)[]) => numbers.reduce<number>((all, one) => all + (one ?? 0), 0);
  const videos = new Set(runs.map(({ video }) => video.videoId)).size;
  const found = counts.filter(({ detections }) => (detections ?? 0) > 0).length;
  const sums: readonly (readonly [string, Html])[] = [
    [videos === 1 ? 'video' : 'videos', number(videos)],
    [runs.length === 1 ? 'run' : 'runs', number(runs.length)],
    ['detections', number(sum(counts.map(({ detections }) => detections)))],
    [found === 1 ? 'label found' : 'labels found', number(found)],
    ['frames not looked at', number(sum(runs.map(({ run }) => run.failedFrames + run.droppedFrames)))],
  ];
  return html`<dl class="sums">${sums.map(([text, value]) => html`<div><dt>${text}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** How often a label was found, in words. */
export function countText(row: CountRow | undefined): string {
  const { detections = 0, maxPerFrame = 0 } = row ?? {};
  return `${counted(detections ?? 0, 'detection')}, up to ${numberText(maxPerFrame ?? 0)} at once`;
}
