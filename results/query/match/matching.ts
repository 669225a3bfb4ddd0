import { holdsOfNothing } from '../filter/condition.ts';
import { isAmong, numberList } from '../sql.ts';
import { conditionSql, labelNosIn } from './condition-sql.ts';
import { nearJoin } from './neighbours.ts';
import type { ResolvedCondition, ResolvedFilter, ResolvedZone } from './resolved-filter.ts';
import { seenInWindows } from './windows.ts';
import { needsSizes, sideOf, zoneCondition } from './zone-condition.ts';

/** Joins the video `v` of detections `d`, and frames of `own` size where that is another; they are few, so that the join costs little. */
export const OWN_SIZES = `JOIN runs r ON r.run_no = d.run_no JOIN videos v ON v.video_id = r.video_id
  LEFT JOIN (SELECT run_no, frame_index, width, height FROM frames WHERE width IS NOT NULL) own
    ON own.run_no = d.run_no AND own.frame_index = d.frame_index`;

/** A condition on detections `d`, with the tables that it joins to them. */
interface Part {
  readonly condition: string;
  readonly join?: string;
}

/** The detections that a filter keeps, as a `SELECT` of the columns of `detections`. */
export function matching(filter: ResolvedFilter): string {
  return select([...seenParts(filter), ...timeParts(filter), ...labelParts(filter), ...frameParts(filter)]);
}

/** What counts as seen in the runs asked about, whatever its label and time. */
export function seen(filter: ResolvedFilter): string {
  return select(seenParts(filter));
}

/** Frames in which a condition holds that does not hold of nothing: `run_no, frame_index, pts_seconds`. */
export function framesWith(condition: ResolvedCondition, filter: ResolvedFilter, isNegated = false): string {
  const labels = labelNosIn(condition);
  const ofLabels = labels === null ? [] : [{ condition: `d.label_no IN ${numberList(labels)}` }];
  const holds = conditionSql(condition);
  return `SELECT d.run_no, d.frame_index, any_value(d.pts_seconds) AS pts_seconds
    FROM (${select([...seenParts(filter), ...timeParts(filter), ...ofLabels])}) d
    GROUP BY d.run_no, d.frame_index HAVING ${isNegated ? `NOT (${holds})` : holds}`;
}

function select(parts: readonly Part[]): string {
  const joins = [...new Set(parts.map(({ join }) => join ?? ''))].join(' ');
  const conditions = parts.map(({ condition }) => condition).join(' AND ') || 'true';
  return `SELECT d.* FROM detections d ${joins} WHERE ${conditions}`;
}

function seenParts(filter: ResolvedFilter): Part[] {
  const { runNos, minConfidence, zone, overlap, area, aspect } = filter;
  const parts: Part[] = [];
  if (runNos) parts.push({ condition: isAmong('d.run_no', runNos) });
  if (minConfidence) parts.push(confidencePart(minConfidence));
  if (zone) {
    const condition = zone.map((one) => zonePart(one, overlap)).join(' OR ');
    parts.push({ condition: `(${condition})`, ...(needsSizes(zone) ? { join: OWN_SIZES } : {}) });
  }
  const [width, height] = ['(d.x2::DOUBLE - d.x1::DOUBLE)', '(d.y2::DOUBLE - d.y1::DOUBLE)'];
  if (area) {
    const unit = area.unit === 'pixels' ? '1' : `(${sideOf('width')}::DOUBLE * ${sideOf('height')} / 100.0)`;
    const join = area.unit === 'pixels' ? {} : { join: OWN_SIZES };
    if (area.least !== null) parts.push({ condition: `${width} * ${height} >= ${area.least} * ${unit}`, ...join });
    if (area.most !== null) parts.push({ condition: `${width} * ${height} <= ${area.most} * ${unit}`, ...join });
  }
  if (aspect?.least != null) parts.push({ condition: `${width} >= ${aspect.least} * ${height}` });
  if (aspect?.most != null) parts.push({ condition: `${width} <= ${aspect.most} * ${height}` });
  return parts;
}

function zonePart(zone: ResolvedZone, overlap: number | null): string {
  const { anchor, runNos } = zone;
  const isInside = zoneCondition(zone, { anchor, overlap });
  return runNos === null ? isInside : `(${isAmong('d.run_no', runNos)} AND ${isInside})`;
}

/** Confidences are stored as FLOAT: 0.7 must find 0.7. */
function confidencePart({ others, byLabelNo }: NonNullable<ResolvedFilter['minConfidence']>): Part {
  const cases = [...byLabelNo].map(([labelNo, least]) => `WHEN ${labelNo} THEN ${least}::FLOAT`).join(' ');
  const least = cases === '' ? `${others}::FLOAT` : `CASE d.label_no ${cases} ELSE ${others}::FLOAT END`;
  return { condition: `d.confidence >= ${least}` };
}

function timeParts({ from, to, windows }: ResolvedFilter): Part[] {
  const parts: Part[] = [];
  if (from !== null) parts.push({ condition: `d.pts_seconds >= ${from}::DOUBLE` });
  if (to !== null) parts.push({ condition: `d.pts_seconds < ${to}::DOUBLE` });
  if (windows) parts.push(seenInWindows(windows));
  return parts;
}

function labelParts({ labelNos, notLabelNos }: ResolvedFilter): Part[] {
  const parts: Part[] = [];
  if (labelNos) parts.push({ condition: `d.label_no IN ${numberList(labelNos)}` });
  if (notLabelNos.length > 0) parts.push({ condition: `d.label_no NOT IN ${numberList(notLabelNos)}` });
  return parts;
}

/** What has to hold of the frame, or near it. */
function frameParts(filter: ResolvedFilter): Part[] {
  const { where, within } = filter;
  const parts: Part[] = [];
  if (where) {
    const isOpen = holdsOfNothing(where);
    const frames = framesWith(where, filter, isOpen);
    const join = `${isOpen ? 'ANTI' : 'SEMI'} JOIN (${frames}) held ON held.run_no = d.run_no AND held.frame_index = d.frame_index`;
    parts.push({ condition: 'true', join });
  }
  const asked = select([...seenParts(filter), ...timeParts(filter), ...labelParts(filter)]);
  for (const kind of ['with', 'without', 'followedBy'] as const) {
    const labelNos = filter[kind];
    if (labelNos)
      parts.push({ condition: 'true', join: nearJoin(kind, labelNos, within ?? 0, { seen: seen(filter), asked }) });
  }
  return parts;
}
