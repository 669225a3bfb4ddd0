import { Command, Option } from 'commander';
import { homeOf, homePaths } from '../../app/home.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { homeFlag } from '../flags/environment-option.ts';
import { FORMATS, type Format } from '../output/formats.ts';
import type { Row } from '../output/rows.ts';

/** Options of every verb that asks the store, beside its filters. */
interface StoreOptions {
  readonly home?: string;
  readonly resultsUrl?: string;
  readonly format?: Format;
  readonly json?: boolean;
}

/** A command that asks the store; filters are added by its caller. */
export function storeCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(homeFlag())
    .addOption(
      new Option('--results-url <url>', 'results service to ask, http://host:port or unix:///path').env(
        'FRAMEFLEET_RESULTS_URL',
      ),
    )
    .addOption(new Option('--format <format>', 'how to print').choices(FORMATS).env('FRAMEFLEET_FORMAT'))
    .addOption(new Option('--json', 'the same as --format json'));
}

/** The filters that choose detections. */
export function addDetectionFilters(command: Command): Command {
  return command
    .option('--run <id>', 'only this run')
    .option('--video <name>', 'only this video: its id, address or file name')
    .option('--label <a,b>', 'only these labels')
    .addOption(
      new Option('--min-confidence <c>', 'only detections as sure as this, 0..1').env('FRAMEFLEET_MIN_CONFIDENCE'),
    )
    .option('--from <time>', 'from this time of the video on: seconds, mm:ss or hh:mm:ss')
    .option('--to <time>', 'before this time of the video')
    .option(
      '--zone <x1,y1,x2,y2>',
      'only boxes with their centre in this rectangle: source pixels, or per cent (10%,10%,50%,50%)',
    )
    .option('--limit <n>', 'at most so many rows');
}

/** Filters as the user gave them: every option but those of `StoreOptions`. */
export function rawFilterOf(options: Readonly<Record<string, unknown>>): RawFilter {
  const own = new Set(['home', 'resultsUrl', 'format', 'json']);
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) =>
      typeof value === 'string' && !own.has(name) ? [[name, value]] : [],
    ),
  );
}

/** `--min-confidence` for `minConfidence`. */
export function flagOf(field: string): string {
  return `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Asks the store and prints the rows on stdout: a table on a terminal, else NDJSON, unless a format was asked for. */
export async function printAnswer(
  options: StoreOptions,
  ask: (reader: ResultsReader, format: Format) => Promise<AsyncIterable<readonly Row[]>>,
): Promise<void> {
  const [{ openResultsReader }, { encodeRows }, { writeText }] = await Promise.all([
    import('../../app/open-results-reader.ts'),
    import('../output/rows.ts'),
    import('../output/write-text.ts'),
  ]);
  const format = options.json ? 'json' : (options.format ?? (process.stdout.isTTY ? 'table' : 'ndjson'));
  const reader = await openResultsReader(homePaths(homeOf(options)), options.resultsUrl ?? null);
  try {
    await writeText(encodeRows(await ask(reader, format), format), process.stdout);
  } finally {
    await reader.close();
  }
}

/** An answer that came at once, as the one batch that it is. */
export async function* oneBatch(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
