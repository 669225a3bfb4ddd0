import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { nearNames } from '../query/filter/near-names.ts';
import { numberList } from '../query/sql.ts';
import { rowsOf } from './rows.ts';

type Numbers = ReadonlyMap<string, number | null>;

/** The labels that some runs can have found, and the numbers of those that were ever seen. Read when the first is asked for. */
export class KnownLabels {
  readonly #connection: DuckDBConnection;
  readonly #runNos: readonly number[] | null;
  #numbers: Promise<Numbers> | null = null;

  /** @param runNos - the runs that are asked about; `null`: all */
  constructor(connection: DuckDBConnection, runNos: readonly number[] | null) {
    this.#connection = connection;
    this.#runNos = runNos;
  }

  /**
   * Numbers of labels by name; a label of the model that was never seen has none.
   *
   * @param field - that names them
   * @throws {QueryError} `QUERY_INVALID` for labels that no model of these runs has; near ones are named
   */
  async numbersOf(
    field: string,
    labels: readonly string[],
  ): Promise<{ readonly label: string; readonly labelNo: number | null }[]> {
    if (labels.length === 0) return [];
    this.#numbers ??= readNumbers(this.#connection, this.#runNos);
    const numbers = await this.#numbers;
    const unknown = labels.filter((label) => !numbers.has(label));
    if (unknown.length > 0) throw unknownLabels(field, unknown, [...numbers.keys()]);
    return [...new Set(labels)].map((label) => ({ label, labelNo: numbers.get(label)! }));
  }

  /** The numbers alone, of labels that were ever seen. */
  async seenNumbersOf(field: string, labels: readonly string[]): Promise<number[]> {
    return (await this.numbersOf(field, labels)).flatMap(({ labelNo }) => labelNo ?? []);
  }
}

async function readNumbers(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<Numbers> {
  const rows = await rowsOf<{ label: string; labelNo: number | null }>(connection, {
    sql: `WITH asked AS (SELECT run_no, model_sha256 FROM runs ${runNos ? `WHERE run_no IN ${numberList(runNos)}` : ''})
      SELECT label, label_no AS "labelNo" FROM (
        SELECT unnest(labels) AS label FROM models WHERE model_sha256 IN (SELECT model_sha256 FROM asked)
        UNION
        SELECT label FROM label_seconds JOIN labels USING (label_no)
        WHERE run_no IN (SELECT run_no FROM asked JOIN models USING (model_sha256) WHERE labels IS NULL)
      ) LEFT JOIN labels USING (label) ORDER BY label`,
    values: {},
  });
  return new Map(rows.map(({ label, labelNo }) => [label, labelNo]));
}

function unknownLabels(field: string, unknown: readonly string[], known: readonly string[]): QueryError {
  const near = [...new Set(unknown.flatMap((label) => nearNames(label, known)))];
  const choice = near.length > 0 ? `near: ${near.join(', ')}` : known.join(', ') || 'none yet';
  const expected = field === 'label' ? 'be a label' : 'name labels';
  return new QueryError(
    'QUERY_INVALID',
    `Expected \`${field}\` to ${expected} that the models of these runs know (${choice}), got \`${unknown.join(', ')}\`.`,
  );
}
