/** A text as SQL has it, for statements that take no values. */
export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
