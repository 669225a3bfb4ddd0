// Measures, and puts tables, answers and plots into docs/study.md and docs/study/. On a machine that has nothing else to do:
//
//   node dist/test/bench/study-docs.js [--quick] [--only study|scaling] [--from FILE.json]
//
// `--from` takes what `study --json` (with --only study) or `study --scaling --json` (with --only scaling) has printed before.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ScalingResult } from '../../app/study/scaling/scaling.ts';
import type { StudyResult } from '../../app/study/study.ts';
import { saturationLines, scalingNote, scalingTable } from '../../cli/output/study/scaling-report.ts';
import { scalingPlots, studyPlots } from '../../cli/output/study/study-plots.ts';
import { STUDY_NOTE, studyTable } from '../../cli/output/study/study-report.ts';
import { machineText } from '../../cli/output/study/study-text.ts';

const PAGE = 'docs/study.md';
const PLOTS = 'docs/study';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, from: { type: 'string' } },
});

function measured<T>(...args: string[]): T {
  const command = ['dist/cli/main.js', 'study', '--json', ...args, ...(options.quick ? ['--quick'] : [])];
  const given = options.from && readFileSync(options.from, 'utf8');
  const text =
    given || execFileSync(process.execPath, command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(text) as T;
}

mkdirSync(PLOTS, { recursive: true });
if (options.only !== 'scaling') {
  const result = measured<StudyResult>();
  const answers = result.answers.map(({ question, answer }) => `**${question}** ${answer}`);
  const parts = [machineText(result.machine), tableOf(studyTable(result.rows)), STUDY_NOTE];
  replace('study', [...parts, plotsOf('study', await studyPlots(result)), ...answers]);
}
if (options.only !== 'study') {
  const result = measured<ScalingResult>('--scaling');
  const parts = [machineText(result.machine), scalingNote(result), tableOf(scalingTable(result.rows))];
  replace('scaling', [...parts, ...saturationLines(result), plotsOf('scaling', await scalingPlots(result))]);
}

function tableOf({ head, cells }: { readonly head: readonly string[]; readonly cells: readonly string[][] }): string {
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...cells.map(line)].join('\n');
}

function plotsOf(name: string, plots: readonly string[]): string {
  const images = plots.map((plot, index) => {
    const file = `${name}-${index + 1}.svg`;
    writeFileSync(`${PLOTS}/${file}`, `${plot}\n`);
    const title = /aria-label="Title text '([^']*)'/.exec(plot)?.[1] ?? name;
    return `![${title}](study/${file})`;
  });
  return images.join('\n');
}

/** What stands between the page's two marks of a name. */
function replace(name: string, parts: readonly string[]): void {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(begin) + begin.length, page.indexOf(end)];
  if (from < begin.length || to < 0) throw new Error(`Expected ${begin} and ${end} in ${PAGE}.`);
  writeFileSync(PAGE, `${page.slice(0, from)}\n\n${parts.join('\n\n')}\n\n${page.slice(to)}`);
}
