/** Numbers from `least` to `most`, both included; `null`: no such end. */
export interface Range {
  readonly least: number | null;
  readonly most: number | null;
}

/** A range of areas: in pixels of the source, or in per cent of the picture. */
export interface AreaRange extends Range {
  readonly unit: 'pixels' | 'percent';
}

/** Reads `0.3..0.8`, `0.3..` or `..0.8`. @returns `null` for anything else */
export function parseRange(text: string): Range | null {
  const match = /^\s*(\d+(?:\.\d+)?)?\s*\.\.\s*(\d+(?:\.\d+)?)?\s*$/.exec(text);
  if (!match || (match[1] === undefined && match[2] === undefined)) return null;
  const [least, most] = [match[1], match[2]].map((end) => (end === undefined ? null : Number(end)));
  if (least != null && most != null && least > most) return null;
  return { least: least ?? null, most: most ?? null };
}

/** Reads a range of pixels, or of per cent: `1%..25%`, where one `%` at the end counts for both. */
export function parseAreaRange(text: string): AreaRange | null {
  const isPercent = /%\s*$/.test(text) || /%\s*\.\.\s*$/.test(text);
  if (text.includes('%') && !isPercent) return null;
  const range = parseRange(text.replaceAll('%', ''));
  return range && { ...range, unit: isPercent ? 'percent' : 'pixels' };
}
