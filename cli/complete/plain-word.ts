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

/** A text as bash takes it for one word. */
export function escapedWord(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}_@%+=:,./-]/gu, (letter) => `\\${letter}`);
}

/** A text as the script for a shell wants it: fish puts in quotes itself what needs some, zsh takes away one backslash of two. */
export function wordFor(shell: string | undefined, text: string): string {
  if (shell === 'fish') return text;
  return shell === 'zsh' ? escapedWord(text).replaceAll('\\', '\\\\') : escapedWord(text);
}
