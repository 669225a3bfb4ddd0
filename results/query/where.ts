import type { DetectionFilter } from './filters.ts';
import { listOf, type SqlQuery } from './sql.ts';
import { zoneCondition } from './zone.ts';

/** A filter whose video name has become the ids of the videos that bear it; `null`: any video. */
export interface ResolvedFilter extends Omit<DetectionFilter, 'video'> {
  readonly videoIds: readonly string[] | null;
}

/** The tables that every question about detections joins. */
export const DETECTIONS = 'detections d JOIN runs r USING (run_id) JOIN videos v USING (video_id)';

/** `WHERE …` over `DETECTIONS`, empty when nothing is filtered. */
export function whereOf(filter: ResolvedFilter): SqlQuery {
  const { run, videoIds, label, minConfidence, from, to, zone } = filter;
  const videos = videoIds && listOf('video', videoIds);
  const labels = label.length > 0 ? listOf('label', label) : null;
  const conditions: (SqlQuery | null)[] = [
    run === null ? null : { sql: 'd.run_id = $run', values: { run } },
    videos && { sql: `r.video_id IN ${videos.sql}`, values: videos.values },
    labels && { sql: `d.label IN ${labels.sql}`, values: labels.values },
    // stored as FLOAT: 0.7 must find 0.7
    minConfidence === null ? null : { sql: 'd.confidence >= $minConfidence::FLOAT', values: { minConfidence } },
    from === null ? null : { sql: 'd.pts_seconds >= $from', values: { from } },
    to === null ? null : { sql: 'd.pts_seconds < $to', values: { to } },
    zone && zoneCondition(zone),
  ];
  const used = conditions.filter((condition) => condition !== null);
  return {
    sql: used.length > 0 ? `WHERE ${used.map(({ sql }) => sql).join(' AND ')}` : '',
    values: Object.assign({}, ...used.map(({ values }) => values)),
  };
}

export function limitOf({ limit }: { limit: number | null }): SqlQuery {
  return limit === null ? { sql: '', values: {} } : { sql: 'LIMIT $limit', values: { limit } };
}
