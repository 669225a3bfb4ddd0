import type { RunVideo } from '../../shared/frame-rows.ts';
import type { CountRow } from '../../shared/questions.ts';
import type { Api } from '../api.ts';
import { askSql, quoted } from '../sql.ts';

/** A run that has looked at a moment, and what leads from times of its stream to those of the clock. */
export interface MomentRun {
  readonly video: RunVideo;
  readonly offsetMs: number;
}

/** A frame so near counts as taken at the moment: some look at a frame a minute. */
const NEAR_MS = 60_000;

/** The runs that have looked at a moment, one for each video, the latest. @param most - no more of them */
export async function runsAt(api: Api, ms: number, most: number): Promise<readonly MomentRun[]> {
  const around = { since: new Date(ms - NEAR_MS).toISOString(), until: new Date(ms + NEAR_MS).toISOString() };
  const { rows } = await api.get<{ rows: readonly CountRow[] }>('/v1/counts', { ...around, by: 'run', format: 'json' });
  const latest = new Map<string, string>();
  for (const { runId, videoId, lookedFrames } of rows) {
    if (Number(lookedFrames) > 0) latest.set(String(videoId), String(runId));
  }
  const runIds = [...latest.values()].slice(0, most);
  if (runIds.length === 0) return [];
  const [videos, offsets] = await Promise.all([
    api.get<readonly RunVideo[]>('/v1/run-videos', { run: runIds.join(','), format: 'json' }),
    askSql<OffsetRow>(api, offsetsSql(runIds, ms)),
  ]);
  return videos.flatMap((video) => {
    const found = offsets.find(({ runId }) => runId === video.runId);
    return found ? [{ video, offsetMs: found.offsetMs }] : [];
  });
}

interface OffsetRow {
  readonly runId: string;
  readonly offsetMs: number;
}

/** Frames of a camera tell their own time: what holds near the moment counts. */
function offsetsSql(runIds: readonly string[], ms: number): string {
  const clock = 'epoch_us(captured_at) / 1000.0';
  return `SELECT run_id AS "runId", arg_min(${clock} - pts_seconds * 1000, abs(${clock} - ${ms})) AS "offsetMs"
    FROM frames WHERE run_id IN (${runIds.map(quoted).join(', ')})
      AND ${clock} BETWEEN ${ms - NEAR_MS} AND ${ms + NEAR_MS}
    GROUP BY run_id`;
}

/** When the latest frame was taken of whose video somebody knows the time; `null`: there is none. */
export async function latestMoment(api: Api): Promise<number | null> {
  const sql = `SELECT epoch_ms(max(v.recorded_at)) + max(r.first_pts_seconds) * 1000 AS ms
    FROM videos v JOIN runs r ON r.video_id = v.video_id
    WHERE v.recorded_at = (SELECT max(recorded_at) FROM videos)`;
  const [row] = await askSql<{ readonly ms: number | null }>(api, sql);
  return row?.ms ?? null;
}
