/** Starts of files that are met where a model's file should be: what was downloaded is not what was meant. */
const STARTS: readonly (readonly [start: string, what: string])[] = [
  ['version https://git-lfs.', 'a Git LFS pointer: fetch the file itself with `git lfs pull`'],
  ['<!doctype html', 'a web page: the download answered with a page instead of the file'],
  ['<html', 'a web page: the download answered with a page instead of the file'],
  ['<?xml', 'an XML document: the download answered with a message instead of the file'],
  ['pk\u0003\u0004', 'a zip archive, such as PyTorch makes'],
  ['\u001f\u008b', 'a gzip archive'],
];
const BYTE_ORDER_MARK = /^(\ufeff|\u00ef\u00bb\u00bf)/;

/**
 * What a file is that is none of a model's; `null` when that cannot be told.
 *
 * @param start - its first bytes, one a letter, or its text
 */
export function foreignKind(start: string): string | null {
  const text = start.replace(BYTE_ORDER_MARK, '').trimStart().slice(0, 64).toLowerCase();
  return STARTS.find(([known]) => text.startsWith(known))?.[1] ?? null;
}

/** The same for what should be text in UTF-8. */
export function foreignText(text: string): string | null {
  if (text.includes('\0')) return 'UTF-16, or another encoding of several bytes a letter: save it as UTF-8';
  return foreignKind(text);
}
