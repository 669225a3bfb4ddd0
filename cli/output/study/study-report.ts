import type { StudyResult } from '../../../app/study/study.ts';
import type { StudyRow } from '../../../app/study/study-row.ts';
import { boxTable } from '../box-table.ts';
import { answersText, machineText } from './study-text.ts';

/** The columns in the words of the study; figures are means over the processes. */
const COLUMNS: readonly (readonly [string, (row: StudyRow) => string])[] = [
  ['processes', ({ processes }) => `${processes}`],
  ['inference', ({ inference, device }) => (inference ? device : 'off')],
  ['scale', ({ scale }) => `${scale}`],
  ['max fps', ({ maxFps }) => `${maxFps}`],
  ['shape', ({ shape }) => shape],
  ['grayscale', ({ gray }) => (gray ? 'yes' : 'no')],
  ['FPS_main', ({ fpsMain }) => fpsMain.toFixed(1)],
  ['FPS_sub', ({ fpsSub }) => fpsSub.toFixed(1)],
  ['CPU %', ({ cpuPercent }) => cpuPercent.toFixed(1)],
  ['threads', ({ threads }) => `${threads}`],
  ['resident MB', ({ residentMegabytes }) => `${residentMegabytes}`],
];

/** The rows of a study: head and cells. */
export function studyTable(rows: readonly StudyRow[]): { readonly head: string[]; readonly cells: string[][] } {
  return { head: COLUMNS.map(([name]) => name), cells: rows.map((row) => COLUMNS.map(([, cell]) => cell(row))) };
}

/** What stands below the table, in any form. */
export const STUDY_NOTE =
  'Figures of a process are means over the processes of a row, each with its ffmpeg. There is no display: framefleet shows nothing while it works, so nothing is measured of it.';

/** A study for people. */
export function studyReport(result: StudyResult): string {
  const { head, cells } = studyTable(result.rows);
  const table = boxTable(head, cells, { aligned: true });
  return [machineText(result.machine), table, STUDY_NOTE, '', answersText(result.answers), ''].join('\n');
}
