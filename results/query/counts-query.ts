import { detectionsIn, limitOf, type ResolvedFilter } from './detections-in.ts';
import type { CountFilter } from './filters.ts';
import type { SqlQuery } from './sql.ts';

interface Grouping {
  /** Columns of the answer, `[name, expression]`. */
  readonly keys: readonly (readonly [string, string])[];
  readonly order: string;
}

// A second or minute is a place in one video as one run saw it: those of several are not added up.
const GROUPINGS: Readonly<Record<CountFilter['by'], Grouping>> = {
  label: { keys: [['label', 'd.label']], order: 'detections DESC, label' },
  second: { keys: timeKeys('second', 1), order: '"runId", second' },
  minute: { keys: timeKeys('minute', 60), order: '"runId", minute' },
  video: {
    keys: [
      ['videoId', 'r.video_id'],
      ['uri', 'v.uri'],
    ],
    order: 'detections DESC, "videoId"',
  },
};

/** Counts of detections, grouped; groups without any are not listed. */
export function countsQuery(filter: ResolvedFilter, by: CountFilter['by']): SqlQuery {
  const { keys, order } = GROUPINGS[by];
  const found = detectionsIn(filter);
  const limit = limitOf(filter);
  const names = keys.map(([name]) => `"${name}"`).join(', ');
  return {
    sql: `
      SELECT ${names}, sum(found)::DOUBLE AS detections, count(*)::DOUBLE AS frames
      FROM (
        SELECT ${keys.map(([name, expression]) => `${expression} AS "${name}"`).join(', ')}, count(*) AS found
        ${found.sql}
        GROUP BY ${keys.map(([, expression]) => expression).join(', ')}, d.run_id, d.frame_index
      )
      GROUP BY ${names} ORDER BY ${order} ${limit.sql}`,
    values: { ...found.values, ...limit.values },
  };
}

function timeKeys(name: string, seconds: number): Grouping['keys'] {
  return [
    ['runId', 'd.run_id'],
    ['videoId', 'r.video_id'],
    [name, `floor(d.pts_seconds / ${seconds})`],
  ];
}
