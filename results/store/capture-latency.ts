import type { CaptureLatency } from '../../shared/capture.ts';
import type { SqlQuery } from '../query/sql.ts';

export interface LatencyRow {
  readonly frames: number;
  readonly quantiles: string | null;
  readonly maxMs: number | null;
}

const QUANTILES = [0.5, 0.95, 0.99];

/** From each stored frame's capture to the transaction that stored it. Stored chunks do not overlap, so a frame's is the last that begins before it. */
export function latencyQuery(runNo: number): SqlQuery {
  return {
    sql: `
      SELECT count(*)::DOUBLE AS frames, to_json(quantile_cont(ms, [${QUANTILES.join(', ')}]))::VARCHAR AS quantiles,
        max(ms)::DOUBLE AS "maxMs"
      FROM (
        SELECT greatest(0, epoch_ms(c.stored_at) - epoch_ms(f.captured_at))::DOUBLE AS ms
        FROM (SELECT frame_index, captured_at FROM frames WHERE run_no = $runNo AND captured_at IS NOT NULL) f
        ASOF JOIN (SELECT first_frame_index, stored_at FROM chunks WHERE run_no = $runNo AND state = 'stored') c
          ON f.frame_index >= c.first_frame_index
      )`,
    values: { runNo },
  };
}

/** @returns `null` where there is no frame */
export function latencyOf({ frames, quantiles, maxMs }: LatencyRow): CaptureLatency | null {
  if (frames === 0 || quantiles === null || maxMs === null) return null;
  const [p50Ms = 0, p95Ms = 0, p99Ms = 0] = (JSON.parse(quantiles) as number[]).map(Math.round);
  return { frames, p50Ms, p95Ms, p99Ms, maxMs };
}
