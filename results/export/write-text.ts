import type { ExportTarget } from './export-source.ts';

/** Writes one file of an export. */
export async function writeText(
  target: ExportTarget,
  path: string,
  texts: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const file = await target.file(path);
  for await (const text of texts) await file.write(text);
  await file.close();
}
