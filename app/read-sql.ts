import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { ConfigError, InputError, messageOf } from '../shared/errors.ts';

/**
 * The statement that an argument gives: itself, the text of a file (`@FILE`), or of standard input (`-`).
 *
 * @throws {InputError} `INPUT_NOT_FOUND` for a file that cannot be read
 * @throws {ConfigError} `CONFIG_INVALID` for an empty one
 */
export async function readSql(argument: string): Promise<string> {
  const sql = await textOf(argument);
  if (sql.trim() !== '') return sql;
  throw new ConfigError('CONFIG_INVALID', `Expected a SELECT, got nothing in \`${argument}\`.`);
}

async function textOf(argument: string): Promise<string> {
  if (argument === '-') return text(process.stdin);
  if (!argument.startsWith('@')) return argument;
  return readFile(argument.slice(1), 'utf8').catch((cause: unknown) => {
    throw new InputError(
      'INPUT_NOT_FOUND',
      `Expected \`${argument}\` to be a file with SQL, got: ${messageOf(cause)}.`,
    );
  });
}
