import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SqlReader, SqlRow } from '../../shared/sql.ts';
import { quotedText } from '../query/quoted-text.ts';
import type { Gathering, LakeSource, ViewStatement } from './lake-source.ts';
import type { Scratch } from './scratch.ts';

/** A store that answers SQL: a service's. Numbers with a fraction come with seven digits, as everywhere in answers. */
export class SqlLakeSource implements LakeSource {
  readonly #reader: SqlReader;

  /** @param reader - closed with it */
  constructor(reader: SqlReader) {
    this.#reader = reader;
  }

  async *rows({ sql }: ViewStatement): AsyncGenerator<readonly SqlRow[]> {
    yield* await this.#reader.rows(sql);
  }

  async gather(statement: ViewStatement, { connection, folder }: Scratch, gathering: Gathering): Promise<void> {
    const { table, columns, signal } = gathering;
    const path = join(folder, 'rows.ndjson');
    const file = await open(path, 'w');
    let isEmpty = true;
    try {
      for await (const rows of this.rows(statement)) {
        signal.throwIfAborted();
        await file.writeFile(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
        isEmpty &&= rows.length === 0;
      }
    } finally {
      await file.close();
    }
    const types = columns.map(({ name, type }) => `${name}: ${quotedText(type)}`).join(', ');
    const from = quotedText(path.replaceAll(/[*?[]/g, '[$&]')); // a path here is a pattern
    if (!isEmpty) {
      await connection.run(
        `INSERT INTO ${table} BY NAME
         SELECT * FROM read_json(${from}, format = 'newline_delimited', columns = {${types}})`,
      );
    }
    await rm(path);
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}
