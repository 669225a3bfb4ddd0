import { writeFile } from 'node:fs/promises';
import type { ScalingResult } from '../../../app/study/scaling/scaling.ts';
import type { StudyResult } from '../../../app/study/study.ts';
import { messageOf, OutputError } from '../../../shared/errors.ts';
import { saturationLines, scalingNote, scalingTable } from './scaling-report.ts';
import { scalingPlots, studyPlots } from './study-plots.ts';
import { STUDY_NOTE, studyTable } from './study-report.ts';
import { machineText } from './study-text.ts';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 84rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
table { border-collapse: collapse; font-size: 0.85rem } .wide { overflow-x: auto }
th, td { padding: 0.2rem 0.6rem; text-align: right; border-bottom: 1px solid #ddd; white-space: nowrap }
.plots { display: flex; flex-wrap: wrap; gap: 1rem } figure { margin: 0 } svg { max-width: 100%; height: auto }
dt { font-weight: 600; margin-top: 0.8rem } dd { margin: 0 }`;

/** Writes a study as one page that needs nothing else. @throws {OutputError} `OUTPUT_UNWRITABLE` */
export async function writeStudyPage(path: string, result: StudyResult): Promise<void> {
  const answers = result.answers.map(
    ({ question, answer }) => `<dt>${escaped(question)}</dt><dd>${escaped(answer)}</dd>`,
  );
  const parts = [
    `<p>${escaped(machineText(result.machine))}</p>`,
    tableOf(studyTable(result.rows)),
    `<p>${escaped(STUDY_NOTE)}</p>`,
    `<h2>Questions</h2><dl>${answers.join('\n')}</dl>`,
    plotsOf(await studyPlots(result)),
  ];
  await write(path, 'What capture, inference and processes cost', parts);
}

/** Writes how workers scale as one page that needs nothing else. @throws {OutputError} `OUTPUT_UNWRITABLE` */
export async function writeScalingPage(path: string, result: ScalingResult): Promise<void> {
  const parts = [
    `<p>${escaped(machineText(result.machine))}</p><p>${escaped(scalingNote(result))}</p>`,
    tableOf(scalingTable(result.rows)),
    ...saturationLines(result).map((line) => `<p>${escaped(line)}</p>`),
    plotsOf(await scalingPlots(result)),
  ];
  await write(path, 'How workers scale', parts);
}

async function write(path: string, title: string, parts: readonly string[]): Promise<void> {
  const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>framefleet: ${title}</title><style>${STYLE}</style></head>
<body><h1>${title}</h1>
${parts.join('\n')}
</body></html>
`;
  await writeFile(path, page).catch((cause: unknown) => {
    throw new OutputError(
      'OUTPUT_UNWRITABLE',
      `Expected \`--html\` to be a file that can be written, got: ${messageOf(cause)}.`,
      {
        cause,
      },
    );
  });
}

function tableOf({ head, cells }: { readonly head: readonly string[]; readonly cells: readonly string[][] }): string {
  const row = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join('')}</tr>`;
  return `<div class="wide"><table>${row('th', head)}\n${cells.map((texts) => row('td', texts)).join('\n')}</table></div>`;
}

function plotsOf(plots: readonly string[]): string {
  return `<div class="plots">${plots.map((plot) => `<figure>${plot}</figure>`).join('\n')}</div>`;
}

function escaped(text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return safe.replaceAll(/`([^`]*)`/g, '<code>$1</code>');
}
