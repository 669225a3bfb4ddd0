import type { DetectionFilter } from './filters.ts';
import { listOf, type SqlQuery } from './sql.ts';
import { zoneCondition } from './zone.ts';

/** A filter whose video name has become the ids of the videos that bear it; `null`: any video. */
export interface ResolvedFilter extends Omit<DetectionFilter, 'video'> {
  readonly videoIds: readonly string[] | null;
}

/** The tables that every question about detections joins. */
const DETECTIONS = 'detections d JOIN runs r USING (run_id) JOIN videos v USING (video_id)';
/** Frames of another size than their video; they are few, so that the join costs little. */
const OWN_SIZES = `LEFT JOIN (SELECT run_id, frame_index, width, height FROM frames WHERE width IS NOT NULL) own
  ON own.run_id = d.run_id AND own.frame_index = d.frame_index`;

/** `FROM … WHERE …` of the detections (`d`, of a run `r` over a video `v`) that a filter keeps. */
export function detectionsIn(filter: ResolvedFilter): SqlQuery {
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
    sql: `FROM ${DETECTIONS} ${zone?.unit === 'percent' ? OWN_SIZES : ''} WHERE ${used.map(({ sql }) => sql).join(' AND ') || 'true'}`,
    values: Object.assign({}, ...used.map(({ values }) => values)),
  };
}

export function limitOf({ limit }: { limit: number | null }): SqlQuery {
  return limit === null ? { sql: '', values: {} } : { sql: 'LIMIT $limit', values: { limit } };
}
