import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './rows.ts';

/** A detection as the store has it. */
export interface StoredDetection {
  readonly runNo: number;
  readonly frameIndex: number;
  readonly label: string;
  readonly classId: number;
  readonly confidence: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Detections in the order in which they were stored; numbers of single precision as doubles, so that the same can be stored again. @param isAsked - a condition on the table */
export function storedDetections(connection: DuckDBConnection, isAsked: string): Promise<StoredDetection[]> {
  return rowsOf<StoredDetection>(connection, {
    sql: `SELECT d.run_no AS "runNo", d.frame_index AS "frameIndex", l.label, d.class_id AS "classId",
            d.confidence::DOUBLE AS confidence, d.x1::DOUBLE AS x1, d.y1::DOUBLE AS y1, d.x2::DOUBLE AS x2, d.y2::DOUBLE AS y2
          FROM (SELECT *, rowid AS place FROM detections WHERE ${isAsked}) d JOIN labels l USING (label_no) ORDER BY d.place`,
    values: {},
  });
}
