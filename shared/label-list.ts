/**
 * Reads labels that are separated by commas, each quoted as in CSV where it holds a comma or a quote: `"traffic, light",person`.
 * Blanks around a label do not count, those inside quotes do.
 *
 * @returns `null` where a label is empty or a quote is left open or stands amid a label
 */
export function parseLabelList(text: string): string[] | null {
  const field = /\s*(?:"((?:[^"]|"")*)"|([^",][^",]*))\s*(,|$)/y;
  const labels: string[] = [];
  for (;;) {
    const match = field.exec(text);
    const label = match?.[1]?.replaceAll('""', '"') ?? match?.[2]?.trim();
    if (!match || !label) return null;
    labels.push(label);
    if (match[3] === '') return labels;
  }
}

/** A label as such a list holds it. */
export function labelListItem(label: string): string {
  return /[",]|^\s|\s$/.test(label) ? `"${label.replaceAll('"', '""')}"` : label;
}
