import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly type: string;
  readonly etag: string;
  /** Whether its name changes with what it holds. */
  readonly isNamedByContent: boolean;
  readonly bodies: { readonly identity: Buffer; readonly gzip: Buffer; readonly br: Buffer };
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/**
 * The files of a built page by their names, with what they are compressed: they are few and small, so that they are read once.
 *
 * @throws {Error} where there is none
 */
export function readPage(folder: URL): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(folder)) {
    const type = TYPES[name.split('.').at(-1)!];
    if (type === undefined) continue;
    const read = (end: string) => readFileSync(new URL(`${name}${end}`, folder));
    const identity = read('');
    files.set(name, {
      type,
      etag: `"${createHash('sha256').update(identity).digest('hex').slice(0, 16)}"`,
      isNamedByContent: /-[A-Z0-9]{8}\.\w+$/.test(name),
      bodies: { identity, gzip: read('.gz'), br: read('.br') },
    });
  }
  return files;
}
