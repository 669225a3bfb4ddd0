/** Control characters, and those that turn the direction of writing. */
const ACTIVE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text whose control characters are shown as `\u001b` and the like, so that names of files and labels cannot drive the terminal;
 * line ends and tabs stay. JSON stays the same JSON.
 */
export function harmless(text: string): string {
  return text.replaceAll(ACTIVE, (character) => ('\n\t'.includes(character) ? character : escaped(character)));
}

/** The same on one line. */
export function harmlessLine(text: string): string {
  return text.replaceAll(ACTIVE, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
