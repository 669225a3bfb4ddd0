import type { Anchor, Zone } from '../filter/zone.ts';
import { floatFrom, floatText, floatUpTo } from './float-bounds.ts';

const BOX = { x1: 'd.x1::DOUBLE', y1: 'd.y1::DOUBLE', x2: 'd.x2::DOUBLE', y2: 'd.y2::DOUBLE' };
const TWICE_MIDDLE = `(${BOX.x1} + ${BOX.x2})`;
const BOX_AREA = `((${BOX.x2} - ${BOX.x1}) * (${BOX.y2} - ${BOX.y1}))`;
/** Of areas that are sums of many products. */
const TOLERANCE = '1e-9';

/** How a zone is asked for. */
export interface ZoneRule {
  readonly anchor: Anchor;
  /** Share of a box that has to lie in the zone, in place of an anchor; `null`: the anchor counts. */
  readonly overlap: number | null;
}

/**
 * True for detections (`d`, of a video `v`) that lie in a zone, edges included; per cent are of the frame's `own` size where that
 * is not the video's.
 */
export function zoneCondition(zone: Zone, { anchor, overlap }: ZoneRule): string {
  if (overlap !== null) return `${overlapArea(zone)} >= ${overlap} * ${BOX_AREA} - ${TOLERANCE}`;
  switch (anchor) {
    case 'bottom':
      return holdsBottom(zone);
    case 'center':
      return holdsPoint(zone, `(${TWICE_MIDDLE} / 2)`, `((${BOX.y1} + ${BOX.y2}) / 2)`);
    case 'any':
      return `${overlapArea(zone)} > ${TOLERANCE}`;
    case 'all':
      return `${overlapArea(zone)} >= ${BOX_AREA} * (1 - ${TOLERANCE}) - ${TOLERANCE}`;
  }
}

/** What per cent of a zone are of. */
export function needsSizes(zones: readonly Zone[] | null): boolean {
  return zones?.some(({ unit }) => unit === 'percent') ?? false;
}

/** A side of the frame that a detection lies in, in source pixels. */
export function sideOf(side: 'width' | 'height'): string {
  return `coalesce(own.${side}, v.${side})`;
}

/** A number of a zone, in source pixels. */
function pixels(zone: Zone, number: number, side: 'width' | 'height'): string {
  return zone.unit === 'pixels' ? `(${number}::DOUBLE)` : `(${number}::DOUBLE * ${sideOf(side)} / 100.0)`;
}

function edgesOf(zone: Zone) {
  const corners = zone.corners.map(([x, y]) => ({ x: pixels(zone, x, 'width'), y: pixels(zone, y, 'height') }));
  return corners.map((from, index) => ({ from, to: corners[(index + 1) % corners.length]! }));
}

/**
 * The same as `holdsPoint` of the middle of a box's lower edge. Where the zone is in pixels, its upper and lower end are held against the
 * column itself, as it is stored: DuckDB then leaves out what is outside before it reads the other columns.
 */
function holdsBottom(zone: Zone): string {
  if (zone.unit === 'percent') return holdsPoint(zone, `(${TWICE_MIDDLE} / 2)`, BOX.y2);
  const [xs, ys] = [zone.corners.map(([x]) => x), zone.corners.map(([, y]) => y)];
  const [top, bottom] = [floatText(floatFrom(Math.min(...ys))), floatText(floatUpTo(Math.max(...ys)))];
  const isInside = isRectangle(zone)
    ? `${TWICE_MIDDLE} BETWEEN '${2 * Math.min(...xs)}'::DOUBLE AND '${2 * Math.max(...xs)}'::DOUBLE`
    : holdsPoint(zone, `(${TWICE_MIDDLE} / 2)`, BOX.y2);
  return `(d.y2 >= ${top} AND d.y2 <= ${bottom} AND ${isInside})`;
}

/** Whether a zone is a rectangle that begins at its upper left corner. */
function isRectangle({ corners }: Zone): boolean {
  const [first, second, third, fourth] = corners;
  if (corners.length !== 4 || !first || !second || !third || !fourth) return false;
  const isUpright =
    first[1] === second[1] && second[0] === third[0] && third[1] === fourth[1] && fourth[0] === first[0];
  return isUpright && first[0] < third[0] && first[1] < third[1];
}

/** Even-odd rule, with the points on an edge. */
function holdsPoint(zone: Zone, x: string, y: string): string {
  if (isRectangle(zone)) {
    const [first, , third] = zone.corners;
    const between = (at: string, low: number, high: number, side: 'width' | 'height') =>
      `${at} BETWEEN ${pixels(zone, low, side)} AND ${pixels(zone, high, side)}`;
    return `(${between(x, first![0], third![0], 'width')} AND ${between(y, first![1], third![1], 'height')})`;
  }
  const edges = edgesOf(zone);
  const crossings = edges.map(
    ({ from, to }) =>
      `(CASE WHEN (${from.y} > ${y}) <> (${to.y} > ${y}) AND ${x} < (${to.x} - ${from.x}) * (${y} - ${from.y}) / (${to.y} - ${from.y}) + ${from.x} THEN 1 ELSE 0 END)`,
  );
  const onEdge = edges.map(
    ({ from, to }) =>
      `((${to.x} - ${from.x}) * (${y} - ${from.y}) = (${to.y} - ${from.y}) * (${x} - ${from.x})
        AND ${x} BETWEEN least(${from.x}, ${to.x}) AND greatest(${from.x}, ${to.x})
        AND ${y} BETWEEN least(${from.y}, ${to.y}) AND greatest(${from.y}, ${to.y}))`,
  );
  return `((${crossings.join(' + ')}) % 2 = 1 OR ${onEdge.join(' OR ')})`;
}

/**
 * The area that a box and a zone share, in square pixels: for each edge of the zone, the part of the box between that edge and
 * the box's top, with the sign of the edge's direction.
 *
 * @see Green's theorem; right also for zones that are not convex
 */
function overlapArea(zone: Zone): string {
  const parts = edgesOf(zone).map(({ from, to }) => {
    const left = `least(greatest(${from.x}, ${BOX.x1}), ${BOX.x2})`;
    const right = `least(greatest(${to.x}, ${BOX.x1}), ${BOX.x2})`;
    const heightAt = (x: string) =>
      `(${from.y} + (${to.y} - ${from.y}) * (${x} - ${from.x}) / nullif(${to.x} - ${from.x}, 0))`;
    const low = heightAt(left);
    const high = heightAt(right);
    // between two heights, the mean of what is clamped to the box
    const mean = `CASE WHEN ${low} = ${high} THEN ${clamped(low)} ELSE (${sumTo(high)} - ${sumTo(low)}) / (${high} - ${low}) END`;
    return `coalesce((${right} - ${left}) * (${mean}), 0)`;
  });
  return `abs(${parts.join(' + ')})`;
}

function clamped(y: string): string {
  return `(least(greatest(${y}, ${BOX.y1}), ${BOX.y2}) - ${BOX.y1})`;
}

/** An antiderivative of `clamped`. */
function sumTo(y: string): string {
  const height = `(${BOX.y2} - ${BOX.y1})`;
  return `(CASE WHEN ${y} <= ${BOX.y1} THEN 0 WHEN ${y} <= ${BOX.y2} THEN (${y} - ${BOX.y1}) * (${y} - ${BOX.y1}) / 2
    ELSE ${height} * ${height} / 2 + ${height} * (${y} - ${BOX.y2}) END)`;
}
