import { CLOCKS, type Question, type Range, WHERES } from './question.ts';

/** The conditions of `WHERES` over the detections `s` of a frame that count as seen. */
const HOLDS: Readonly<Record<string, string>> = {
  'car>=2 and person>=1': `${counted('car')} >= 2 AND ${counted('person')} >= 1`,
  'any>3': 'count(*) > 3',
  'any=0 or dog': `count(*) = 0 OR ${counted('dog')} > 0`,
  'not dog': `${counted('dog')} = 0`,
  '"traffic, light" or (dog and car<2)': `${counted('traffic, light')} > 0 OR (${counted('dog')} > 0 AND ${counted('car')} < 2)`,
  'person=1': `${counted('person')} = 1`,
  'person<=1': `${counted('person')} <= 1`,
  'not (car or person) or dog!=0': `NOT (${counted('car')} > 0 OR ${counted('person')} > 0) OR ${counted('dog')} <> 0`,
};
const BERLIN = "(captured_at AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin')";
/** Those of `CLOCKS`, in their order. */
const CLOCK_CONDITIONS = [
  `captured_at::TIME >= TIME '22:30' OR captured_at::TIME < TIME '00:10'`,
  `${BERLIN}::TIME >= TIME '01:30' AND ${BERLIN}::TIME < TIME '03:15'`,
  `dayofweek(${BERLIN}) = 0`,
  `captured_at >= TIMESTAMP '2026-03-29 00:20:00' AND captured_at < TIMESTAMP '2026-03-29 01:10:00'`,
  `${BERLIN} >= TIMESTAMP '2026-03-29 00:00:00'`,
];

/** Whether `asSql` knows how to say it: zones have to be rectangles, by a point of the box. */
export function canBeSql({ zones, anchor, overlap }: Question): boolean {
  const areSimple = zones.every(({ corners }) => corners.length === 4) && overlap === null;
  return areSimple && (zones.length === 0 || anchor === 'bottom' || anchor === 'center');
}

/** A question as somebody would ask it in SQL: the rows that `query` gives, in its order. */
export function asSql(question: Question): string {
  const { runs, labels, notLabels, minConfidence, from, to, where, near, clock } = question;
  const { others, ...special } = minConfidence;
  const least = Object.entries(special).map(([label, share]) => `WHEN ${text(label)} THEN ${share}::FLOAT`);
  const [width, height] = ['(x2::DOUBLE - x1)', '(y2::DOUBLE - y1)'];
  const unit = question.area?.isPercent ? '(frame_width * frame_height / 100.0)' : '1';
  const seen = [
    runs && `run_id IN (${runs.map(text).join(', ')})`,
    least.length > 0
      ? `confidence >= CASE label ${least.join(' ')} ELSE ${others}::FLOAT END`
      : `confidence >= ${others}::FLOAT`,
    zoneSql(question),
    ...withinSql(`${width} * ${height}`, question.area, unit),
    ...withinSql(width, question.aspect, height),
  ];
  const asked = [
    labels.length > 0 && `label IN (${labels.map(text).join(', ')})`,
    notLabels.length > 0 && `label NOT IN (${notLabels.map(text).join(', ')})`,
    from !== null && `pts_seconds >= ${from}`,
    to !== null && `pts_seconds < ${to}`,
    clock && `(${CLOCK_CONDITIONS[CLOCKS.findIndex(([, holds]) => holds === clock)]})`,
    where &&
      `(SELECT ${HOLDS[WHERES.find((one) => one === where)!.text]} FROM seen s WHERE s.run_id = d.run_id AND s.frame_index = d.frame_index)`,
    near && nearSql(near),
  ];
  const all = (conditions: readonly unknown[]) => conditions.filter(Boolean).join(' AND ') || 'true';
  return `WITH seen AS (SELECT * FROM detections WHERE ${all(seen)})
    SELECT run_id AS "runId", d.video_id AS "videoId", frame_index AS "frameIndex", pts_seconds AS "ptsSeconds", class_id AS "classId",
      label, confidence, x1, y1, x2, y2, captured_at AS "capturedAt", carried_from AS "carriedFrom"
    FROM seen d WHERE ${all(asked)}
    ORDER BY (SELECT created_at FROM runs WHERE runs.run_id = d.run_id), run_id, frame_index, confidence DESC, class_id, x1, y1, x2, y2`;
}

function zoneSql({ zones, anchor }: Question): string | null {
  if (zones.length === 0) return null;
  const [x, y] = ['(x1::DOUBLE + x2) / 2', anchor === 'bottom' ? 'y2' : '(y1::DOUBLE + y2) / 2'];
  const parts = zones.map(({ corners, isPercent }) => {
    const [sx, sy] = isPercent ? ['* frame_width / 100.0', '* frame_height / 100.0'] : ['', ''];
    const [[left, top], , [right, bottom]] = corners as readonly [
      readonly [number, number],
      unknown,
      readonly [number, number],
    ];
    return `(${x} BETWEEN ${left} ${sx} AND ${right} ${sx} AND ${y} BETWEEN ${top} ${sy} AND ${bottom} ${sy})`;
  });
  return `(${parts.join(' OR ')})`;
}

function withinSql(sql: string, range: Range | null, unit: string): (string | false)[] {
  const { least, most } = range ?? { least: null, most: null };
  return [least !== null && `${sql} >= ${least} * ${unit}`, most !== null && `${sql} <= ${most} * ${unit}`];
}

function nearSql({ kind, labels, within }: NonNullable<Question['near']>): string {
  const later = 's.pts_seconds - d.pts_seconds';
  const isNear = kind === 'then' ? `${later} > 0 AND ${later} <= ${within}` : `abs(${later}) <= ${within}`;
  return `${kind === 'without' ? 'NOT' : ''} EXISTS (
    SELECT 1 FROM seen s WHERE s.run_id = d.run_id AND s.label IN (${labels.map(text).join(', ')}) AND ${isNear})`;
}

function counted(label: string): string {
  return `count(*) FILTER (s.label = ${text(label)})`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
