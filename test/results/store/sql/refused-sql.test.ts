import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FORBIDDEN_FUNCTIONS } from '../../../../results/query/sql-views/functions.ts';
import { Database } from '../../../../results/store/database.ts';
import { openSql } from '../../../../results/store/sql/open-sql.ts';
import type { SqlReader } from '../../../../shared/sql.ts';
import { inFreshFolder } from '../../fixtures/samples.ts';
import { sqlRows, withWalk } from '../../fixtures/sql.ts';

const refused = (message: RegExp) => ({ code: 'QUERY_INVALID', message });

const REFUSED: readonly (readonly [sql: string, message: RegExp])[] = [
  ["COPY detections TO 'out.csv'", /one SELECT, got `COPY`/],
  ["COPY (SELECT 1) TO 'out.parquet'", /one SELECT, got `COPY`/],
  ["EXPORT DATABASE 'out'", /one SELECT, got `EXPORT`/],
  ["ATTACH 'other.duckdb' AS other", /one SELECT, got `ATTACH`/],
  ['INSTALL httpfs', /one SELECT, got `INSTALL`/],
  ['LOAD httpfs', /one SELECT, got `LOAD`/],
  ["SET memory_limit = '100GB'", /one SELECT, got `SET`/],
  ['RESET memory_limit', /one SELECT, got `RESET`/],
  ['PRAGMA database_list', /one SELECT, got `PRAGMA`/],
  ['CALL pragma_version()', /one SELECT, got `CALL`/],
  ['BEGIN', /one SELECT, got `BEGIN`/],
  ['DELETE FROM detections', /one SELECT, got `DELETE`/],
  ['INSERT INTO labels VALUES (9)', /one SELECT, got `INSERT`/],
  ['UPDATE runs SET state = 1', /one SELECT, got `UPDATE`/],
  ['DROP TABLE runs', /one SELECT, got `DROP`/],
  ['-- only this\nCREATE TABLE t (a INTEGER)', /one SELECT, got `CREATE`/],
  ['CREATE MACRO one() AS 1', /one SELECT, got `CREATE`/],
  ['WITH gone AS (SELECT 1) DELETE FROM runs', /one SELECT, got `WITH`/],
  ['EXPLAIN SELECT 1', /one SELECT, got `EXPLAIN`/],
  ['SELECT 1; SELECT 2', /one SELECT, got 2 statements/],
  ['SELECT 1; DROP TABLE runs', /one SELECT/],
  [' ;', /one SELECT, got 0 statements/],
  ['SELEC 1', /a text with a fault \(line 1, column 1\): syntax error at or near "SELEC"/],
  ['SELECT *\nFROM runs\nWHERE (', /a text with a fault/],
  ["SELECT * FROM read_csv('/etc/passwd')", /got `read_csv`: files/],
  ["SELECT * FROM read_text('/etc/passwd')", /got `read_text`/],
  ["SELECT (SELECT content FROM read_blob('/etc/passwd'))", /got `read_blob`/],
  ["SELECT * FROM glob('/*')", /got `glob`/],
  ["SELECT * FROM parquet_metadata('x.parquet')", /got `parquet_metadata`/],
  ["SELECT * FROM '/etc/passwd'", /a view of the store .*, got `\/etc\/passwd`/],
  ["SELECT * FROM 'https://example.org/x.parquet'", /a view of the store/],
  ["SELECT * FROM query('DROP TABLE runs')", /got `query`/],
  ["SELECT * FROM query_table('runs')", /got `query_table`/],
  ['SELECT * FROM duckdb_settings()', /got `duckdb_settings`/],
  ['SELECT * FROM duckdb_settings', /a view of the store/],
  ['SELECT * FROM pragma_database_list', /a view of the store/],
  ["SELECT * FROM json_execute_serialized_sql('x')", /got `json_execute_serialized_sql`/],
  ['SELECT * FROM enable_logging()', /got `enable_logging`/],
  ['SELECT * FROM information_schema.tables', /a view of the store .*, got `information_schema\.tables`/],
  ['SELECT * FROM main.detections', /a view of the store .*, got `main\.detections`/],
  ['SELECT * FROM detections.main.detections', /a view of the store/],
  ['SELECT * FROM schema_version', /a view of the store/],
  ['SELECT * FROM detection', /a view of the store \(near: detections\), got `detection`/],
  ['WITH duckdb_tables AS (SELECT * FROM duckdb_tables) SELECT * FROM duckdb_tables', /got `duckdb_tables`/],
  [
    'SELECT (WITH sqlite_master AS (SELECT 1 AS a) SELECT a FROM sqlite_master) FROM sqlite_master',
    /got `sqlite_master`/,
  ],
  [
    'WITH RECURSIVE sqlite_master AS (SELECT name FROM sqlite_master UNION ALL SELECT name FROM sqlite_master) SELECT * FROM sqlite_master',
    /got `sqlite_master`/,
  ],
  ['SHOW TABLES', /a view of the store/],
  ['SELECT * FROM runs WHERE run_id IN (SELECT name FROM sqlite_master)', /got `sqlite_master`/],
  ['SELECT 1 UNION ALL SELECT count(*) FROM track_sets', /a view of the store .*, got `track_sets`/],
  ['DESCRIBE track_sets', /a view of the store .*, got `track_sets`/],
  ['SUMMARIZE track_sets', /a view of the store .*, got `track_sets`/],
  ["SELECT current_setting('memory_limit')", /got `current_setting`: settings/],
  ["SELECT getenv('HOME')", /got `getenv`/],
  ['SELECT sleep_ms(60000)', /got `sleep_ms`/],
  ["SELECT repeat('x', 2000000000)", /no longer than what they are made of, got `repeat`/],
  ["SELECT lpad('x', 2000000000, 'y')", /got `lpad`/],
  ['SELECT len(range(1000000000))', /got `range`/],
  ["SELECT * FROM range(length(repeat('x', 2000000000)))", /got `repeat`/],
  ["SELECT nextval('s')", /got `nextval`/],
  ["SELECT getvariable('x')", /got `getvariable`/],
  ['SELECT lable FROM detections', /Binder Error: .*"lable" not found[\s\S]*label/],
  ["SELECT 'dog'::INTEGER", /Conversion Error/],
  ['SELECT $1', /./],
  ["SELECT error('mine')", /Invalid Input Error: mine/],
];

describe('SQL that is not answered', () => {
  it('refuses all that is no SELECT over the views, whether the file is open for writing or only for reading', () =>
    withWalk(async (store, folder) => {
      const refuseAll = async (reader: SqlReader) => {
        for (const [sql, message] of REFUSED) await assert.rejects(sqlRows(reader, sql), refused(message), sql);
        assert.deepEqual(await sqlRows(reader, 'SELECT count(*) AS runs FROM runs'), [{ runs: 2 }]);
      };
      await refuseAll(store.sql);
      await store.close();
      const reader = await openSql(join(folder, 'store', 'detections.duckdb'));
      await refuseAll(reader);
      await reader.close();
      for (const name of ['out', 'out.csv', 'out.parquet', 'other.duckdb']) assert.equal(existsSync(name), false);
    }));

  it('knows every function of DuckDB that has effects', () =>
    inFreshFolder(async (folder) => {
      const database = await Database.open({ path: join(folder, 'a.duckdb'), readOnly: false });
      const sql = `SELECT DISTINCT function_name AS name FROM duckdb_functions()
        WHERE has_side_effects AND function_type IN ('scalar', 'aggregate') ORDER BY name`;
      const result = await database.read((connection) => connection.runAndReadAll(sql));
      const names = result.getRowObjectsJS().map(({ name }) => String(name));
      await database.close();
      const harmless = [
        'current_connection_id',
        'current_query',
        'current_query_id',
        'current_transaction_id',
        'error',
      ];
      const random = ['gen_random_uuid', 'random', 'uuid', 'uuidv4', 'uuidv7'];
      assert.deepEqual(
        names.filter((name) => !FORBIDDEN_FUNCTIONS.has(name)),
        [...harmless, ...random].sort(),
      );
    }));
});
