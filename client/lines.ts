import { MAX_ROW_LETTERS } from '../shared/sql.ts';

/**
 * The lines of a UTF-8 text that comes in parts, without their ends; an empty last one is none.
 *
 * @throws {Error} for a line without end
 */
export async function* linesOf(parts: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const part of parts) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
    if (rest.length > MAX_ROW_LETTERS) throw new Error(`a line of more than ${MAX_ROW_LETTERS} letters`);
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
