/** Control characters, and those that turn the direction of writing: a terminal or a page would act on them. */
const ACTIVE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/**
 * A text as one word of a command line, in quotes where a shell would take it for more. What cannot be seen is written as bash, zsh
 * and newer `sh` read it (`$'\n'`), so that a word looks like what it is.
 */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return ACTIVE.test(text) ? `$'${escapedText(text)}'` : `'${text.replaceAll("'", "'\\''")}'`;
}

function escapedText(text: string): string {
  return text
    .replaceAll(/[\\']/g, String.raw`\$&`)
    .replaceAll(new RegExp(ACTIVE, 'gu'), (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
