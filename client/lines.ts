/** No row is longer; what is, is no text of rows. */
const LONGEST_LINE = 1 << 20;

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
    if (rest.length > LONGEST_LINE) throw new Error(`a line of more than ${LONGEST_LINE} letters`);
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
