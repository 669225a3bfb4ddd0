import { extname } from 'node:path';

/** So many endings of other files are named. */
const namedEndings = 5;

/** Files of a folder that are not taken, by the reason. */
export interface PassedOver {
  /** With other endings. */
  readonly other: readonly string[];
  /** That are named like what is looked for, and hold something else. */
  readonly mistaken: readonly string[];
  readonly unreadable: readonly string[];
}

/**
 * How many files of a folder are passed over, and why; `null` where none is.
 *
 * @param mistakenFor - what those are that hold something else, as in `… that end in .ts or .mts and hold text`
 */
export function passedOverNote(
  folder: string,
  { other, mistaken, unreadable }: PassedOver,
  mistakenFor: string,
): string | null {
  const parts = [
    other.length > 0 ? `${files(other.length)} with other endings (${endingsOf(other)})` : '',
    mistaken.length > 0 ? `${files(mistaken.length)} that ${mistakenFor}` : '',
    unreadable.length > 0
      ? `${files(unreadable.length)} with a name that is not UTF-8, or a link that leads nowhere`
      : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? `passed over in \`${folder}\`: ${parts.join('; ')}` : null;
}

const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);

/** The commonest endings, with how many files have them. */
function endingsOf(paths: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const ending = extname(path).toLowerCase() || 'none';
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  const named = sorted.slice(0, namedEndings).map(([ending, count]) => `${ending} ${count}`);
  return [...named, ...(sorted.length > namedEndings ? ['…'] : [])].join(', ');
}
