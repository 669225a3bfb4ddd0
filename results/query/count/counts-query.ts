import type { Group } from '../filter/fields.ts';
import type { ResolvedFilter } from '../match/resolved-filter.ts';
import { isAmong, type SqlQuery } from '../sql.ts';
import { clockRows } from './clock-rows.ts';
import { confidenceSumRows, partsByConfidence } from './confidence-sums.ts';
import { canUseLanes, countedInLanes } from './frame-lanes.ts';
import { GROUP_RULES, keysOf, namesOf, STRETCHES, stretchOf } from './groups.ts';
import { canUseObjects, DIFFERENT_OBJECTS, ofObjects, TRACKED_RUNS, wholeObjects } from './object-rows.ts';
import { isOfRuns, summedByRun } from './run-sums.ts';
import { canUseSums, lookedRows, lookedSumRows, sumRows } from './sums.ts';

/** What counts are asked for besides their filter. */
export interface CountChoice {
  readonly by: readonly Group[];
  /** Labels that were asked for by name: they are listed also where none was found. */
  readonly askedLabels: readonly { readonly label: string; readonly labelNo: number | null }[];
  readonly limit: number | null;
  /** Whether different objects are counted too. */
  readonly hasTracks: boolean;
  /** Detections in one frame of the runs asked about, at most. */
  readonly mostInFrame: number;
}

/**
 * Counts of detections by groups. Groups that were looked at and hold nothing have 0, stretches of a run's time that were not
 * looked at have null.
 */
export function countsQuery(filter: ResolvedFilter, choice: CountChoice): SqlQuery {
  const { by, askedLabels, limit, hasTracks } = choice;
  const keys = [...keysOf(by).keys()];
  const onKeys = (a: string, b: string) => keys.map((key) => `${a}.${key} = ${b}.${key}`).join(' AND ') || 'true';
  const groups = by.includes('label') ? ['label_no'] : [];
  if (by.includes('zone')) groups.push('zone_no');
  const sums = lookedSumRows(filter, by);
  const names = [...namesOf(by)];
  const isTracked = hasTracks ? 'bool_and(t.run_no IN (SELECT run_no FROM tracked))' : 'false';
  const lists = {
    label:
      askedLabels.length > 0
        ? `CROSS JOIN (VALUES ${askedLabels.map(({ labelNo }, index) => `($asked${index}, ${labelNo ?? 'NULL'})`).join(', ')}) a(label, label_no)`
        : '',
    zone: `CROSS JOIN (VALUES ${zoneNames(filter)
      .map((_, index) => `($zone${index}, ${index})`)
      .join(', ')}) z(zone, zone_no)`,
  };
  const isOfFoundLabels = by.includes('label') && askedLabels.length === 0;
  const label = isOfFoundLabels ? 'l.label' : 'a.label';
  const onGroups = (table: string, labelNo: string) =>
    [
      onKeys(table, 'b'),
      by.includes('label') && labelNo !== '' ? `${table}.label_no IS NOT DISTINCT FROM ${labelNo}` : 'true',
      by.includes('zone') ? `${table}.zone_no = z.zone_no` : 'true',
    ].join(' AND ');
  const expression = (name: string, sql: string) => (name === 'label' ? label : name === 'zone' ? 'z.zone' : sql);
  const runJoin = keys.includes('run_no') ? 'LEFT JOIN runs r ON r.run_no = b.run_no' : '';
  const videoJoin = keys.includes('video_id') ? 'LEFT JOIN videos v ON v.video_id = b.video_id' : '';
  const modelJoin = keys.includes('model_sha256') ? 'LEFT JOIN models m ON m.model_sha256 = b.model_sha256' : '';
  return {
    sql: `
      WITH ${hasTracks ? `tracked AS (${TRACKED_RUNS}),` : ''}
      looked AS (${
        sums === null
          ? grouped(lookedRows(filter, by), by, [], `sum(t.frames) AS looked, ${isTracked} AS is_tracked`)
          : grouped(sums, by, [], `sum(t.looked) AS looked, ${isTracked} AS is_tracked, ${FOUND}`)
      }),
      base AS (${baseRows(filter, by, onKeys)}),
      found AS (${sums === null ? foundIn(filter, choice, groups) : 'SELECT * FROM looked'})
      ${hasTracks ? `, objects AS (${grouped(objectRows(filter, by), by, groups, `${DIFFERENT_OBJECTS} AS tracks`)})` : ''}
      SELECT ${names.map(([name, sql]) => `${expression(name, sql)} AS "${name}"`).join(', ')},
        ${measure('coalesce(f.detections, 0)')} AS detections, ${measure('coalesce(f.frames, 0)')} AS frames,
        coalesce(b.looked, 0)::DOUBLE AS "lookedFrames", ${measure('coalesce(f.detections, 0)::DOUBLE / b.looked')} AS "meanPerFrame",
        ${measure('coalesce(f.most, 0)')} AS "maxPerFrame"
        ${hasTracks ? `, CASE WHEN b.looked > 0 AND b.is_tracked THEN coalesce(o.tracks, 0)::DOUBLE END AS tracks` : ''}
      FROM base b ${by.includes('label') ? lists.label : ''} ${by.includes('zone') ? lists.zone : ''}
      ${isOfFoundLabels ? '' : 'LEFT'} JOIN found f ON ${onGroups('f', isOfFoundLabels ? '' : 'a.label_no')}
      ${hasTracks ? `LEFT JOIN objects o ON ${onGroups('o', isOfFoundLabels ? 'f.label_no' : 'a.label_no')}` : ''}
      ${isOfFoundLabels ? 'JOIN labels l ON l.label_no = f.label_no' : ''} ${runJoin} ${videoJoin} ${modelJoin}
      ORDER BY ${orderOf(
        by,
        names.map(([name]) => name),
      )} ${limit === null ? '' : `LIMIT ${limit}`}`,
    values: {
      ...(by.includes('label')
        ? valuesOf(
            'asked',
            askedLabels.map((one) => one.label),
          )
        : {}),
      ...(by.includes('zone') ? valuesOf('zone', zoneNames(filter)) : {}),
    },
  };
}

/** What zones are called, each once: one may be drawn elsewhere in other videos. */
function zoneNames({ zone }: ResolvedFilter): string[] {
  return [...new Set((zone ?? []).map(({ name }) => name))];
}

/** Null where nothing was looked at. */
function measure(sql: string): string {
  return `CASE WHEN b.looked > 0 THEN (${sql})::DOUBLE END`;
}

function valuesOf(prefix: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map((text, index) => [`${prefix}${index}`, text]));
}

/** `SELECT` of rows `t` by the keys of groups. */
function grouped(rows: string, by: readonly Group[], more: readonly string[], measures: string): string {
  const keys = [...keysOf(by)];
  const columns = [...keys.map(([name, sql]) => `${sql} AS ${name}`), ...more.map((name) => `t.${name}`)];
  const group = [...keys.map(([, sql]) => sql), ...more.map((name) => `t.${name}`)];
  const needsRun = keys.some(([, sql]) => sql.startsWith('r.'));
  return `SELECT ${[...columns, measures].join(', ')} FROM (${rows}) t
    ${needsRun ? 'JOIN runs r ON r.run_no = t.run_no' : ''} ${group.length > 0 ? `GROUP BY ${group.join(', ')}` : ''}`;
}

/** How what was found is measured. */
const FOUND = 'sum(t.detections) AS detections, sum(t.frames) AS frames, max(t.most) AS most';

function foundIn(filter: ResolvedFilter, choice: CountChoice, groups: readonly string[]): string {
  const { by } = choice;
  const rows = foundRows(filter, choice);
  return grouped(isOfRuns(by) ? summedByRun(rows, groups) : rows, by, groups, FOUND);
}

/** What was found: from sums where they tell it, else from the detections. */
function foundRows(filter: ResolvedFilter, choice: CountChoice): string {
  const { by } = choice;
  if (canUseSums(filter, by)) return sumRows(filter, by);
  const { summed, others } = partsByConfidence(filter, by);
  if (summed === null) return countedRows(filter, choice);
  const sums = confidenceSumRows(summed, by);
  const columns = 'c.run_no, c.label_no, c.detections, c.frames, c.most';
  return others === null ? sums : `${sums} UNION ALL SELECT ${columns} FROM (${countedRows(others, choice)}) c`;
}

/** What was found, counted from the detections. */
function countedRows(filter: ResolvedFilter, { by, mostInFrame }: CountChoice): string {
  if (canUseLanes(by, mostInFrame)) {
    const groups = { byLabel: by.includes('label'), stretch: stretchOf(by) };
    const inLanes = (rows: string, _places: string, zoneNo: number) =>
      `SELECT c.*, ${zoneNo} AS zone_no, NULL AS local_ms FROM (${countedInLanes(rows, groups)}) c`;
    return byZone(filter, by, inLanes);
  }
  const measured = '1 AS frames, count(*) AS detections, count(*) AS most';
  return byZone(filter, by, (rows, places) => `SELECT ${places}, ${measured} FROM (${rows}) d GROUP BY ALL`);
}

/** Which objects are in the groups, from the list of objects where that tells it, else from their detections. */
function objectRows(filter: ResolvedFilter, by: readonly Group[]): string {
  if (canUseObjects(filter, by)) return wholeObjects(filter);
  return byZone(
    filter,
    by,
    (rows, places) => `SELECT DISTINCT ${places}, d.track_id FROM (${ofObjects(rows, filter)}) d`,
  );
}

/**
 * What is made of detections `d`, zone by zone where groups go by zones.
 *
 * @param select - gets the detections, the columns by which groups are told, and the zone's place in the list of names
 */
function byZone(
  filter: ResolvedFilter,
  by: readonly Group[],
  select: (rows: string, places: string, zoneNo: number) => string,
): string {
  const zones = by.includes('zone')
    ? zoneNames(filter).map((name) => filter.zone!.filter((zone) => zone.name === name))
    : [filter.zone];
  const label = by.includes('label') ? 'd.label_no' : 'NULL';
  const parts = zones.map((zone, zoneNo) =>
    select(
      clockRows({ ...filter, zone }, by),
      `d.run_no, ${label} AS label_no, ${zoneNo} AS zone_no, d.frame_index, d.at, d.local_ms`,
      zoneNo,
    ),
  );
  return parts.join(' UNION ALL ');
}

/** No stream is longer: three years. Times beyond it are no times, and would be listed second by second. */
export const MOST_SECONDS = 1e8;

/** The groups that there are: those looked at; of stretches of stream time also those that were not, from a run's begin to its end. */
function baseRows(filter: ResolvedFilter, by: readonly Group[], onKeys: (a: string, b: string) => string): string {
  const stretch = stretchOf(by);
  if (stretch === null || filter.windows !== null) return 'SELECT * FROM looked';
  const { runNos, from, to } = filter;
  const size = STRETCHES[stretch];
  const begin = `CASE WHEN (r.settings->>'start') IS NULL THEN r.first_pts ELSE least(r.first_pts, 0) END`;
  const end = `greatest(r.last_pts, coalesce(${begin} + v.duration_seconds - 1e-6, r.last_pts))`;
  const first = from === null ? begin : `greatest(${begin}, ${from}::DOUBLE)`;
  const last = to === null ? end : `least(${end}, ${to}::DOUBLE - 1e-6)`;
  const others = [...keysOf(by)].filter(([name]) => name !== 'run_no' && name !== stretch);
  const columns = others.map(([name, sql]) => `${sql} AS ${name},`).join(' ');
  const names = [...keysOf(by).keys()];
  return `
    SELECT slot.*, coalesce(looked.looked, 0) AS looked, looked.is_tracked
    FROM (
      SELECT ${names.join(', ')} FROM (
        SELECT r.run_no, ${columns} unnest(generate_series(floor(${first} / ${size})::BIGINT, floor(${last} / ${size})::BIGINT))::DOUBLE AS ${stretch}
        FROM runs r JOIN videos v USING (video_id)
        WHERE abs(r.first_pts) < ${MOST_SECONDS} AND ${end} - ${begin} < ${MOST_SECONDS} ${runNos ? `AND ${isAmong('r.run_no', runNos)}` : ''}
      )
      UNION
      SELECT ${names.join(', ')} FROM looked
    ) slot LEFT JOIN looked ON ${onKeys('looked', 'slot')}`;
}

function orderOf(by: readonly Group[], names: readonly string[]): string {
  const times = by.filter((group) => GROUP_RULES[group].isTime);
  const keys = times.flatMap((group) => GROUP_RULES[group].keys.map(([name]) => `b.${name}`));
  return [...new Set(keys), 'detections DESC NULLS LAST', ...names.map((name) => `"${name}"`)].join(', ');
}
