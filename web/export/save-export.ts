import type { RawFilter } from '../../shared/questions.ts';
import type { Api } from '../api.ts';
import type { Format } from './formats.ts';

/**
 * Has the browser save what is filtered in a format. It is made by the service, and comes as a whole or not at all.
 *
 * @returns how large it is, in words
 */
export async function saveExport(
  api: Api,
  filter: RawFilter,
  { path, file }: Format,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<string> {
  tell('The service is writing it …');
  const answer = await api.open(path, filter, signal);
  tell('It is on its way …');
  const blob = await answer.blob(); // the browser keeps it on disk where it is large
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  Object.assign(link, { href: address, download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return sizeText(blob.size);
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}
