import { numberList } from '../sql.ts';

/** Which detections have others near, and which others count: each a `SELECT` of the columns of `detections`. */
interface Sides {
  readonly asked: string;
  readonly seen: string;
}

/**
 * Keeps those of detections `d` that have others near in time: `with` some within so many seconds before or after, `without`
 * none, `followedBy` some later, within so many seconds. Times are those of the stream, in one run.
 */
export function nearJoin(
  kind: 'with' | 'without' | 'followedBy',
  labelNos: readonly number[],
  seconds: number,
  { asked, seen }: Sides,
): string {
  const isLater = kind === 'followedBy';
  const after = `a.pts_seconds - t.pts_seconds <= ${seconds}::DOUBLE`;
  const before = `t.pts_seconds - b.pts_seconds <= ${seconds}::DOUBLE`;
  const found = `WITH times AS (SELECT DISTINCT run_no, pts_seconds FROM (${asked})),
    others AS (SELECT DISTINCT run_no, pts_seconds FROM (${seen}) WHERE label_no IN ${numberList(labelNos)})
    SELECT t.run_no, t.pts_seconds FROM times t
    ASOF LEFT JOIN others a ON t.run_no = a.run_no AND t.pts_seconds ${isLater ? '<' : '<='} a.pts_seconds
    ${isLater ? '' : 'ASOF LEFT JOIN others b ON t.run_no = b.run_no AND t.pts_seconds >= b.pts_seconds'}
    WHERE coalesce(${after}, false) ${isLater ? '' : `OR coalesce(${before}, false)`}`;
  return `${kind === 'without' ? 'ANTI' : 'SEMI'} JOIN (${found}) ${kind}_near
    ON ${kind}_near.run_no = d.run_no AND ${kind}_near.pts_seconds = d.pts_seconds`;
}
