import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { nearNames } from '../query/filter/near-names.ts';
import { numberList } from '../query/sql.ts';
import { rowsOf } from './rows.ts';

/** The labels that some runs can have found, and the numbers of those that were ever seen. */
export class KnownLabels {
  readonly #numbers: ReadonlyMap<string, number | null>;

  private constructor(numbers: ReadonlyMap<string, number | null>) {
    this.#numbers = numbers;
  }

  /** @param runNos - the runs that are asked about; `null`: all */
  static async of(connection: DuckDBConnection, runNos: readonly number[] | null): Promise<KnownLabels> {
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
    return new KnownLabels(new Map(rows.map(({ label, labelNo }) => [label, labelNo])));
  }

  /**
   * Numbers of labels by name; a label of the model that was never seen has none.
   *
   * @param field - that names them
   * @throws {QueryError} `QUERY_INVALID` for labels that no model of these runs has; near ones are named
   */
  numbersOf(field: string, labels: readonly string[]): { readonly label: string; readonly labelNo: number | null }[] {
    const unknown = labels.filter((label) => !this.#numbers.has(label));
    if (unknown.length > 0) throw this.#unknownLabels(field, unknown);
    return [...new Set(labels)].map((label) => ({ label, labelNo: this.#numbers.get(label)! }));
  }

  /** The numbers alone, of labels that were ever seen. */
  seenNumbersOf(field: string, labels: readonly string[]): number[] {
    return this.numbersOf(field, labels).flatMap(({ labelNo }) => labelNo ?? []);
  }

  #unknownLabels(field: string, unknown: readonly string[]): QueryError {
    const known = [...this.#numbers.keys()];
    const near = [...new Set(unknown.flatMap((label) => nearNames(label, known)))];
    const choice = near.length > 0 ? `near: ${near.join(', ')}` : known.join(', ') || 'none yet';
    const expected = field === 'label' ? 'be a label' : 'name labels';
    return new QueryError(
      'QUERY_INVALID',
      `Expected \`${field}\` to ${expected} that the models of these runs know (${choice}), got \`${unknown.join(', ')}\`.`,
    );
  }
}
