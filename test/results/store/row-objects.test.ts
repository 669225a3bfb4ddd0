import assert from 'node:assert/strict';
import { DuckDBInstance } from '@duckdb/node-api';
import { RowObjects } from '../../../results/store/row-objects.ts';

/** A column of each kind that answers have, with nulls, over several of DuckDB's vectors. */
const SQL = `
  SELECT i::INTEGER AS whole, i::BIGINT * 4294967296 AS big, i / 3.0::DOUBLE AS double, (i / 7)::FLOAT AS float,
    'frame ' || i AS text, i % 2 = 0 AS is_even, CASE WHEN i % 5 <> 0 THEN i::INTEGER END AS holed,
    TIMESTAMP '2026-03-01' + INTERVAL 1 SECOND * i AS moment, [i, i + 1] AS list, {'a': i} AS struct, NULL AS nothing,
    (i / 4)::DECIMAL(10, 2) AS decimal, i::UTINYINT AS small, 'ü' AS "whole:1", 1 AS whole
  FROM range(200) t(i), range(30)`;

describe('Rows of an answer', () => {
  it('are as the driver makes them', async () => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const expected = (await connection.runAndReadAll(SQL)).getRowObjectsJS();
    const result = await connection.run(SQL);
    const objects = new RowObjects(result);
    const rows = (await result.fetchAllChunks()).flatMap((chunk) => objects.of(chunk));
    connection.closeSync();
    instance.closeSync();
    assert.equal(rows.length, 6000);
    assert.deepEqual(rows, expected);
    assert.deepEqual(Object.keys(rows[0]!), Object.keys(expected[0]!));
  });
});
