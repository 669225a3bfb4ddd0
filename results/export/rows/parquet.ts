import { rm } from 'node:fs/promises';
import { type DuckDBConnection, DuckDBInstance, type DuckDBTimestampValue } from '@duckdb/node-api';
import type { DetectionRow } from '../../../shared/questions.ts';
import { quotedText } from '../../query/quoted-text.ts';
import { ColumnAppender } from '../../store/column-appender.ts';
import { timestampOf } from '../../store/timestamp.ts';
import type { RowFormat } from './row-format.ts';

/** Counts up with every change of the columns. */
const SCHEMA_VERSION = 1;

const TABLE = `CREATE TABLE detections (
  run_id VARCHAR NOT NULL, video_id VARCHAR NOT NULL, frame_index INTEGER NOT NULL, pts_seconds DOUBLE NOT NULL,
  class_id INTEGER NOT NULL, label VARCHAR NOT NULL, confidence FLOAT NOT NULL,
  x1 FLOAT NOT NULL, y1 FLOAT NOT NULL, x2 FLOAT NOT NULL, y2 FLOAT NOT NULL, captured_at TIMESTAMP)`;

/**
 * A Parquet file, written by DuckDB, in the order in which the rows come; columns are called as in the store's tables. The rows are
 * gathered in a database beside the file, so that any number of them takes little memory, whoever gives them.
 */
export const parquet: RowFormat = {
  name: 'parquet',
  async write(rows, { path }) {
    const gathered = `${path}.duckdb`;
    const options = { memory_limit: '512MB', threads: '2', temp_directory: `${gathered}.tmp` };
    const instance = await DuckDBInstance.create(gathered, options);
    try {
      const connection = await instance.connect();
      try {
        await connection.run(TABLE);
        await append(connection, rows);
        await connection.run(
          `COPY detections TO ${quotedText(path)}
           (FORMAT parquet, COMPRESSION zstd, KV_METADATA {framefleet_schema: '${SCHEMA_VERSION}'})`,
        );
      } finally {
        connection.closeSync();
      }
    } finally {
      instance.closeSync();
      for (const end of ['', '.wal', '.tmp']) await rm(gathered + end, { recursive: true, force: true });
    }
  },
};

async function append(connection: DuckDBConnection, rows: AsyncIterable<readonly DetectionRow[]>): Promise<void> {
  const appender = await ColumnAppender.create(connection, 'detections');
  for await (const batch of rows) {
    for (const row of batch) {
      const { runId, videoId, frameIndex, ptsSeconds, classId, label, confidence, x1, y1, x2, y2 } = row;
      const place = [runId, videoId, frameIndex, ptsSeconds, classId, label, confidence] as const;
      appender.add([...place, x1, y1, x2, y2, momentOf(row)]);
    }
  }
  appender.close();
}

function momentOf({ capturedAt }: DetectionRow): DuckDBTimestampValue | null {
  return capturedAt === null ? null : timestampOf(Date.parse(capturedAt));
}
