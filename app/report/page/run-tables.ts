import { nameOf } from '../../../results/export/video-stems.ts';
import type { CoverageRow } from '../../../shared/questions.ts';
import { type RunSettings, runSettingsSchema } from '../../../shared/run.ts';
import type { DrawnFacts, RunFacts } from '../report-facts.ts';
import { type Html, html } from './html.ts';
import { isLooked } from './lane-svg.ts';
import { tableHtml } from './table-html.ts';
import { id, moment, number, stretchText } from './texts.ts';

/** Stretches that are listed of each run. */
const MOST_STRETCHES = 20;
const DEFAULTS = runSettingsSchema.parse({});
/** Those that say most about what was found. */
const ALWAYS: readonly string[] = ['confidence', 'iou'];

/** What was processed, and with what. */
export function runTable(runs: readonly RunFacts[]): Html {
  return tableHtml(
    'What was processed, and with what',
    [
      { title: 'Video', cell: ({ video }: RunFacts) => nameOf(video.uri) },
      { title: 'Run', cell: ({ run }) => id(run.runId) },
      {
        title: 'Model',
        cell: ({ run }) => [run.modelId, html`<br><small class="faint">${run.modelSha256.slice(0, 12)}</small>`],
      },
      { title: 'Settings', cell: ({ run }) => settingsText(run.settings) },
      { title: 'Size', cell: ({ video }) => `${video.width}\u00a0×\u00a0${video.height}` },
      { title: 'Frames a second', cell: ({ video }) => rateOf(video), isNumber: true },
      { title: 'Recorded', cell: ({ run }) => moment(run.recordedAt) },
      { title: 'Processed', cell: ({ run }) => processed(run) },
      { title: 'Model, ms per frame', cell: ({ run }) => number(msPerFrame(run), 1), isNumber: true },
    ],
    runs,
  );
}

/** How many frames were looked at, and how many were not. */
export function coverageTable(runs: readonly RunFacts[]): Html {
  return tableHtml(
    'Frames of whole runs, as the ledger has them',
    [
      { title: 'Video', cell: ({ video }: RunFacts) => nameOf(video.uri) },
      { title: 'Run', cell: ({ run }) => id(run.runId) },
      { title: 'Looked at', cell: ({ run }) => number(inferredFrames(run)), isNumber: true },
      { title: 'Carried from others', cell: ({ run }) => number(run.carriedFrames), isNumber: true },
      { title: 'Failed', cell: ({ run }) => number(run.failedFrames), isNumber: true },
      { title: 'Dropped', cell: ({ run }) => number(run.droppedFrames), isNumber: true },
      { title: 'Not there yet', cell: ({ run }) => number(missingFrames(run)), isNumber: true },
      { title: 'Skipped by the settings', cell: ({ run, video }) => number(skippedFrames(run, video)), isNumber: true },
      { title: 'State', cell: ({ run }) => (run.state === 'complete' ? 'complete' : 'not complete') },
      { title: 'Fault of the input', cell: ({ run }) => run.inputError ?? 'none' },
    ],
    runs,
  );
}

/** What adaptive runs have found of what there is; `null` where there are none. */
export function auditTable(runs: readonly RunFacts[]): Html | null {
  const audited = runs.flatMap(({ run, video }) => (run.audit ? [{ run, video, audit: run.audit }] : []));
  if (audited.length === 0) return null;
  type Audited = (typeof audited)[number];
  return tableHtml(
    'Adaptive runs: the share that is right, by frames drawn by chance, with intervals of 95 %',
    [
      { title: 'Video', cell: ({ video }: Audited) => nameOf(video.uri) },
      { title: 'Run', cell: ({ run }) => id(run.runId) },
      { title: 'Recall', cell: ({ audit }) => shareText(audit.recall, audit.recallLow, audit.recallHigh) },
      { title: 'Precision', cell: ({ audit }) => shareText(audit.precision, audit.precisionLow, audit.precisionHigh) },
      { title: 'Of detections from', cell: ({ audit }) => number(audit.sureConfidence, 2), isNumber: true },
      { title: 'Audited frames', cell: ({ audit }) => number(audit.auditedFrames), isNumber: true },
    ],
    audited,
  );
}

/** The stretches of a run that were not looked at, and why; `null` where there are none. */
export function unseenTable({ run, video }: RunFacts, { coverage, failures }: DrawnFacts): Html | null {
  const unseen = coverage.filter((stretch) => !isLooked(stretch));
  if (unseen.length === 0 && failures.length === 0) return null;
  const reasons = [...new Set(failures.map(({ error }) => error))].slice(0, MOST_STRETCHES);
  return html`${
    unseen.length === 0
      ? null
      : tableHtml(
          `What was not looked at of ${nameOf(video.uri)}, run ${run.runId}`,
          [
            { title: 'When', cell: ({ from, to }: CoverageRow) => stretchText(from, to) },
            { title: 'Why', cell: ({ state }) => STATES[state] ?? state },
            { title: 'Frames', cell: ({ frames }) => number(frames), isNumber: true },
          ],
          unseen,
          MOST_STRETCHES,
        )
  }${reasons.length === 0 ? null : html`<p>Frames of ${run.runId} failed: ${reasons.join('; ')}.</p>`}`;
}

/** Why something was not looked at, in words. */
export const STATES: Readonly<Record<string, string>> = {
  failed: 'failed',
  dropped: 'dropped: there was no time for it',
  missing: 'not in the store yet',
  outside: 'outside of what the run was asked to look at',
};

/** Those that differ from what they are by themselves. */
function settingsText(settings: RunSettings): string {
  const isTold = ([name, value]: [string, unknown]) =>
    ALWAYS.includes(name) || JSON.stringify(value) !== JSON.stringify(DEFAULTS[name as keyof RunSettings]);
  return Object.entries(settings)
    .filter(isTold)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}

function rateOf({ fpsNum, fpsDen }: RunFacts['video']): Html {
  return number(fpsNum > 0 ? fpsNum / fpsDen : null, 2);
}

function processed({ createdAt, completedAt }: RunFacts['run']): Html {
  return completedAt === null ? html`since ${moment(createdAt)}` : moment(completedAt);
}

function msPerFrame(run: RunFacts['run']): number | null {
  const frames = inferredFrames(run);
  return frames > 0 ? run.inferenceMs / frames : null;
}

function inferredFrames({ storedFrames, carriedFrames }: RunFacts['run']): number {
  return storedFrames - carriedFrames;
}

function shareText(share: number, low: number, high: number): Html {
  return html`${number(share, 3)} (${number(low, 3)} – ${number(high, 3)})`;
}

function missingFrames({ sampledFrames, storedFrames, failedFrames, droppedFrames }: RunFacts['run']): number | null {
  return sampledFrames === null ? null : sampledFrames - storedFrames - failedFrames - droppedFrames;
}

function skippedFrames({ sampledFrames }: RunFacts['run'], { frameCount }: RunFacts['video']): number | null {
  return sampledFrames === null || frameCount === null ? null : frameCount - sampledFrames;
}
