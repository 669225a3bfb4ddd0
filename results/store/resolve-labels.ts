import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { nearNames } from '../query/filter/near-names.ts';
import { numberList } from '../query/sql.ts';
import { readLabelNumbers } from './label-numbers.ts';
import { remembered } from './name-memory.ts';
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

/** Labels that the models of some runs know, in order; of a model whose labels nobody wrote down those that these runs have found. */
async function readNumbers(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<Numbers> {
  const models = await modelsOf(connection, runNos);
  const numbers = await readLabelNumbers(connection);
  const told = models.flatMap(({ labels }) => labels ?? []);
  const found = models.some(({ labels }) => labels === null) ? await foundLabels(connection, runNos) : [];
  const labels = [...new Set([...told, ...found])].sort();
  return new Map(labels.map((label) => [label, numbers.get(label) ?? null]));
}

interface ModelLabels {
  readonly labels: readonly string[] | null;
}

function modelsOf(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<ModelLabels[]> {
  return remembered(connection, `models of ${runNos ? numberList(runNos) : 'all'}`, () =>
    rowsOf<ModelLabels>(connection, {
      sql: `SELECT labels FROM models WHERE model_sha256 IN (
              SELECT model_sha256 FROM runs ${runNos ? `WHERE run_no IN ${numberList(runNos)}` : ''})`,
      values: {},
    }),
  );
}

async function foundLabels(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<string[]> {
  const rows = await rowsOf<{ label: string }>(connection, {
    sql: `SELECT DISTINCT label FROM label_minutes JOIN labels USING (label_no)
          WHERE run_no IN (
            SELECT run_no FROM runs JOIN models USING (model_sha256)
            WHERE labels IS NULL ${runNos ? `AND run_no IN ${numberList(runNos)}` : ''})`,
    values: {},
  });
  return rows.map(({ label }) => label);
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
