import type { ExportFormat } from '../../results/export/export-source.ts';
import { FRAME_FORMATS, ROW_FORMATS } from '../../results/export/formats.ts';
import { asOneFile } from '../../results/export/one-file.ts';
import { PartialOutput } from '../../results/export/partial-output.ts';
import { openExportSource } from '../../results/export/reader-source.ts';
import type { RowFormat } from '../../results/export/rows/row-format.ts';
import { ConfigError } from '../../shared/errors.ts';
import type { DetectionRow, RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { TracksReader } from '../../shared/tracks.ts';
import type { WorkEvents } from '../events.ts';
import { countedRows, frameTotal, rowTotal } from './export-totals.ts';
import { trackIdsReader } from './track-ids-reader.ts';
import { type ProxyOptions, writeProxies } from './write-proxies.ts';

export interface ExportOptions {
  /** One of `FORMAT_NAMES`. */
  readonly format: string;
  /** Where it goes: a file, or a folder that is new or empty. */
  readonly output: string;
  /** As `query` takes it; of formats of frames without `limit`, `order` and `cursor`, which choose among rows. */
  readonly filter: RawFilter;
  /** Whether frames without detections are left out. */
  readonly isFoundOnly: boolean;
  /** Says which objects detections belong to; `null`: nobody asks. Of formats of frames. */
  readonly tracks: TracksReader | null;
  /** Asks for a copy of each video whose frames come evenly, in the folder `OUTPUT.proxy`; `null`: none. Of formats of frames. */
  readonly proxy: ProxyOptions | null;
  /** Ends it; what was written is removed. */
  readonly signal: AbortSignal;
}

/** What was written. */
export interface ExportSummary {
  readonly output: string;
  /** `null` of formats of rows. */
  readonly videos: number | null;
  readonly frames: number | null;
  readonly detections: number;
}

/** Filters that choose among rows. */
const ROW_CHOICES = ['limit', 'order', 'cursor'];

/**
 * Writes stored detections as other programs take them. What is written appears in its place once it is whole, and not at all where
 * anything goes wrong.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for what does not go together, or an output that cannot be in its place
 * @throws {QueryError} for filters, as `ResultsReader` does
 * @throws {OutputError} `OUTPUT_UNWRITABLE`
 * @throws the reason of `signal`
 */
export async function exportDetections(
  reader: ResultsReader,
  options: ExportOptions,
  { onProgress }: Pick<WorkEvents, 'onProgress'>,
): Promise<ExportSummary> {
  const ofRows = await ROW_FORMATS[options.format]?.();
  if (ofRows) return exportRows(reader, ofRows, options, onProgress);
  refuseRowChoices(options);
  return exportFrames(reader, await FRAME_FORMATS[options.format]!(), options, onProgress);
}

async function exportRows(
  reader: ResultsReader,
  format: RowFormat,
  { output, filter, isFoundOnly, tracks, proxy, signal }: ExportOptions,
  onProgress: WorkEvents['onProgress'],
): Promise<ExportSummary> {
  refuseFrameChoices(format, {
    '--found-only': isFoundOnly,
    '--tracks': tracks !== null,
    '--with-proxy': proxy !== null,
  });
  const rows = await reader.detections(filter);
  const total = await rowTotal(reader, filter);
  let detections = 0;
  const onRead = (batch: readonly DetectionRow[]): void => {
    signal.throwIfAborted();
    detections += batch.length;
    onProgress({ name: output, unit: 'detections', done: detections, total });
  };
  await PartialOutput.whole(output, false, (target) => format.write(countedRows(rows, onRead), target));
  return { output, videos: null, frames: null, detections };
}

async function exportFrames(
  reader: ResultsReader,
  format: ExportFormat,
  { output, filter, isFoundOnly, tracks, proxy, signal }: ExportOptions,
  onProgress: WorkEvents['onProgress'],
): Promise<ExportSummary> {
  const total = await frameTotal(reader, filter);
  const read = [0, 0, 0];
  let detections = 0;
  const source = await openExportSource(reader, {
    ...{ filter, isFoundOnly, signal },
    trackIdsOf: tracks && (await trackIdsReader(reader, tracks, filter)),
    onRead(frames, walk) {
      read[walk] = (read[walk] ?? 0) + frames.length;
      const name = walk === 1 ? output : `${output} (pass ${walk})`;
      onProgress({ name, unit: 'frames', done: read[walk], total });
      if (walk === 1) detections += frames.reduce((sum, frame) => sum + frame.detections.length, 0);
    },
  });
  const shaped = asOneFile(format, output, source.videos);
  const write = () => PartialOutput.whole(output, shaped.isFolder, (target) => shaped.write(source, target));
  if (proxy === null) await write();
  else {
    await PartialOutput.whole(`${output.replace(/\/+$/, '')}.proxy`, true, async (target) => {
      await writeProxies(source.videos, target, proxy, { signal, onProgress });
      await write();
    });
  }
  return { output, videos: source.videos.length, frames: read[1]!, detections };
}

function refuseFrameChoices({ name }: RowFormat, choices: Readonly<Record<string, boolean>>): void {
  const given = Object.keys(choices).filter((flag) => choices[flag]);
  if (given.length === 0) return;
  const message = `Expected ${name}, whose rows are detections, without \`${given.join('`, `')}\`; \`framefleet tracks --boxes\` gives objects as rows.`;
  throw new ConfigError('CONFIG_INVALID', message);
}

function refuseRowChoices({ filter, format }: ExportOptions): void {
  const given = ROW_CHOICES.filter((name) => name in filter).map((name) => `--${name}`);
  if (given.length === 0) return;
  const message = `Expected ${format} without \`${given.join('`, `')}\`, since it holds every frame that was looked at: name times with \`--from\` and \`--to\`, or write rows (${Object.keys(ROW_FORMATS).join(', ')}).`;
  throw new ConfigError('CONFIG_INVALID', message);
}
