import { z } from 'zod';
import { quotedText } from '../query/quoted-text.ts';
import type { LakeSource, ViewStatement } from './lake-source.ts';
import { LAKE_SCHEMA } from './lake-tables.ts';

/** A complete run as the lake takes it. */
export interface LakeRun {
  readonly runId: string;
  readonly videoId: string;
  /** On which its first frame was taken, in UTC: `2026-03-02`; `null` where nobody knows. */
  readonly day: string | null;
  /** Another one whenever what the lake holds of the run is to be another: 12 hexadecimal digits. */
  readonly version: string;
}

/** What tells a run from what it was; where a video was last seen does not. */
const FACTS = [
  ...['generation', 'completed_at', 'recorded_at', 'sampled_frames', 'stored_frames', 'failed_frames'],
  ...['dropped_frames', 'detections', 'input_error'],
].map((name) => `CAST(row.${name} AS VARCHAR)`);

const rowsSchema = z.array(
  z.object({ run_id: z.string(), video_id: z.string(), day: z.string().nullable(), version: z.string() }),
);

/** All complete runs of a store, oldest first. */
export function lakeRuns(source: LakeSource): Promise<LakeRun[]> {
  return read(source, '');
}

/** Whether a run is still what it was. */
export async function isUnchanged(source: LakeSource, { runId, version }: LakeRun): Promise<boolean> {
  const [run] = await read(source, `AND row.run_id = ${quotedText(runId)}`);
  return run?.version === version;
}

async function read(source: LakeSource, condition: string): Promise<LakeRun[]> {
  const runs: LakeRun[] = [];
  for await (const batch of source.rows(statement(condition))) {
    for (const { run_id: runId, video_id: videoId, day, version } of rowsSchema.parse(batch)) {
      runs.push({ runId, videoId, day, version });
    }
  }
  return runs;
}

function statement(condition: string): ViewStatement {
  return {
    views: ['runs'],
    sql: `
      SELECT row.run_id, row.video_id, CAST(CAST(row.recorded_at AS DATE) AS VARCHAR) AS day,
        substr(md5(CAST(['${LAKE_SCHEMA}', ${FACTS.join(', ')}] AS VARCHAR)), 1, 12) AS version
      FROM runs row WHERE row.state = 'complete' ${condition} ORDER BY row.created_at, row.run_id`,
  };
}
