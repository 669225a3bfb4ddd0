import { kebabCase } from '../../shared/kebab-case.ts';
import { labelListItem } from '../../shared/label-list.ts';
import { shellWord } from '../../shared/shell-word.ts';
import { objectFilterOf, visitFilterOf } from './gather-places.ts';
import type { ReportFacts } from './report-facts.ts';

/** How commands of this store are begun, each a word. */
export interface Asking {
  readonly program: string;
  /** Flags that say whose store it is: `--home DIR`. */
  readonly store: readonly string[];
  /** The `zones.yaml` that was read; `null`: the one that is found without being named, or none. */
  readonly zonesFile: string | null;
}

/** A question, and the command that asks it again. */
export interface AskedAgain {
  readonly about: string;
  readonly command: string;
}

/** Labels that are asked about one by one. */
const LABELS = 3;

/** The questions of a report as commands to paste. */
export function questionsOf({ filter, counts, hasObjects, places }: ReportFacts, asking: Asking): AskedAgain[] {
  const { program, store, zonesFile } = asking;
  const zones = zonesFile === null ? [] : ['--zones', zonesFile];
  const write = (name: string, ...rest: readonly string[]) =>
    [program, name, ...store, ...rest].map(shellWord).join(' ');
  const { zones: _, ...written } = filter;
  const flags = [...flagsOf(written), ...(filter.zones === undefined ? [] : zones)];
  const objects = flagsOf(objectFilterOf(filter));
  const found = counts.filter(({ detections }) => (detections ?? 0) > 0);
  const labels = filter.label === undefined ? mostFrequent(found) : [];
  return [
    {
      about: 'How many of each label, in how many frames',
      command: write('count', ...flags, ...(hasObjects ? ['--tracks'] : [])),
    },
    { about: 'How many in each minute', command: write('count', '--by', 'run,minute,label', ...flags) },
    { about: 'What was looked at, and what was not and why', command: write('count', '--coverage', ...flags) },
    { about: 'The surest detections', command: write('query', '--order', 'confidence', '--limit', '20', ...flags) },
    ...labels.map((label) => ({
      about: `When ${label} was seen`,
      command: write('segments', '--label', labelListItem(label), ...flags),
    })),
    ...(hasObjects ? [{ about: 'Which objects there were', command: write('tracks', ...objects) }] : []),
    ...(places && places.visits.length > 0
      ? [
          {
            about: 'How long objects stayed in zones',
            command: write('visits', ...flagsOf(visitFilterOf(filter)), ...zones),
          },
        ]
      : []),
    ...(places && places.crossings.length > 0
      ? [{ about: 'Which objects went over lines', command: write('crossings', ...objects, ...zones) }]
      : []),
    { about: 'More pictures', command: write('snapshots', '-o', 'pictures', '--limit', '100', ...flags) },
    {
      about: 'This report, of what is stored then',
      command: write('report', '-o', 'report.html', ...flags, ...(filter.zones === undefined ? zones : [])),
    },
  ];
}

/** Filters as flags take them. */
function flagsOf(filter: Readonly<Record<string, string>>): string[] {
  return Object.entries(filter).flatMap(([name, value]) => [`--${kebabCase(name)}`, value]);
}

function mostFrequent(counts: ReportFacts['counts']): string[] {
  return [...counts]
    .sort((a, b) => b.detections! - a.detections!)
    .slice(0, LABELS)
    .map(({ label }) => String(label));
}
