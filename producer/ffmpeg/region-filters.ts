import { EDGE_TOLERANCE } from '../../shared/region.ts';
import type { RunSettings } from '../../shared/run.ts';

/** The filters that leave the bounding box of the region of interest of a frame: `regionOf` of shared/region.ts, for frames of any size. */
export function regionFilters({ roi }: Pick<RunSettings, 'roi'>): string[] {
  if (!roi) return [];
  const inPixels = (value: number, side: string) => (roi.unit === 'pixels' ? `${value}` : `(${value}*${side}/100)`);
  const extentOf = (values: readonly number[], side: string) => {
    const least = inPixels(Math.min(...values), side);
    const most = inPixels(Math.max(...values), side);
    const first = `min(max(floor(${least}+${EDGE_TOLERANCE}),0),${side}-1)`;
    return { first, length: `max(1,min(ceil(${most}-${EDGE_TOLERANCE}),${side})-${first})` };
  };
  const [x, y] = [0, 1].map((axis) =>
    extentOf(
      roi.corners.map((corner) => corner[axis]!),
      axis === 0 ? 'iw' : 'ih',
    ),
  );
  return [`crop=w='${x!.length}':h='${y!.length}':x='${x!.first}':y='${y!.first}':exact=1`];
}
