import type { Seen } from './seen.ts';

/** As long a line as subtitles usually have. */
const LINE_CHARACTERS = 42;

/** What is seen as lines of text, by label: `dog, person ×2`. A label that holds a comma stands in double quotes. */
export function captionLines(seen: Seen): string[] {
  const lines: string[] = [];
  for (const [label, count] of [...seen].sort(byLabel)) {
    const item = count === 1 ? named(label) : `${named(label)} ×${count}`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 2 <= LINE_CHARACTERS)
      lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(item);
  }
  return lines;
}

function byLabel([one]: readonly [string, number], [other]: readonly [string, number]): number {
  return one < other ? -1 : 1;
}

function named(label: string): string {
  const text = label.replace(/\s+/g, ' ').trim();
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
