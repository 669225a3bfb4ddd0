/** A word of a command line as its command gets it: without quotes and backslashes; one whose quote is open ends where it ends. */
export function plainWord(word: string): string {
  const part = /'([^']*)'?|"((?:\\[\s\S]|[^"\\])*)"?|\\([\s\S]?)|([^'"\\]+)/g;
  return [...word.matchAll(part)]
    .map(
      ([, single, double, escaped, plain]) =>
        single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? '',
    )
    .join('');
}

/** A text as bash and zsh take it for one word. */
export function escapedWord(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}_@%+=:,./-]/gu, (letter) => `\\${letter}`);
}
