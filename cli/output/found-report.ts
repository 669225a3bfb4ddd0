import type { Found, FoundLabel } from '../../app/ask-found.ts';
import { mediaClock } from './columns/cells.ts';
import { type Column, numbers, words } from './columns/column.ts';
import { type Asking, labelFlag } from './next-questions.ts';
import { columnTable } from './table.ts';

const MOST_RUNS_NAMED = 4;

const COLUMNS: readonly Column<FoundLabel>[] = [
  words('label', 6, ({ label }) => label, 12),
  numbers('detections', 5, ({ detections }) => detections),
  numbers('frames', 4, ({ frames }) => frames),
];

const OF_ONE_RUN: readonly Column<FoundLabel>[] = [
  ...COLUMNS,
  numbers('first seen', 3, ({ firstSeconds }) => firstSeconds, mediaClock),
  numbers('last seen', 2, ({ lastSeconds }) => lastSeconds, mediaClock),
];

const OF_SEVERAL: readonly Column<FoundLabel>[] = [...COLUMNS, numbers('runs', 1, ({ runs }) => runs)];

/** What was found, and how to ask for more. */
export function foundReport({ runIds, labels, otherLabels }: Found, ask: Asking): string {
  const [first] = labels;
  if (!first) return '\nNothing was found.\n';
  const isOne = runIds.length === 1;
  const runs = runIds.length <= MOST_RUNS_NAMED ? ['--run', runIds.join(',')] : [];
  const label = labelFlag(first.label);
  const questions = [
    isOne ? ask('segments', ...runs, ...label) : ask('count', ...runs, '--by', 'video,label'),
    ask('query', ...runs, ...label, '--order', 'confidence', '--limit', '5'),
  ];
  return [
    '',
    columnTable(isOne ? OF_ONE_RUN : OF_SEVERAL, labels).trimEnd(),
    ...(otherLabels > 0 ? [`and ${otherLabels} more labels`] : []),
    '',
    isOne ? 'When it was there, and where it is seen best:' : 'Where it was, and where it is seen best:',
    ...questions.map((question) => `  ${question}`),
    '',
  ].join('\n');
}
