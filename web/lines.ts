/** The lines of a UTF-8 text that comes in parts, some at a time, without their ends; an empty last one is none. */
export async function* linesOf(parts: ReadableStream<Uint8Array>): AsyncGenerator<string[], void> {
  const reader = parts.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
      rest = lines.pop()!;
      if (lines.length > 0) yield lines;
      if (done) break;
    }
    if (rest !== '') yield [rest];
  } finally {
    reader.cancel().catch(() => undefined); // it has ended, or is given up
  }
}
