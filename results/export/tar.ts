import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, posix, relative } from 'node:path';

const BLOCK = 512;
/** What the fields of a header hold. */
const [MOST_NAME_BYTES, MOST_PREFIX_BYTES] = [100, 155];
/** Larger ones are written in base 256, as GNU has it. */
const MOST_OCTAL = 8 ** 11;

/** A folder as a tar archive. @see POSIX.1-1988, "ustar Interchange Format" */
export async function* tarOf(folder: string, rootName: string): AsyncGenerator<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    const { size } = await stat(file);
    const name = posix.join(rootName, ...relative(folder, file).split(/[/\\]/));
    yield headerOf(name, size);
    for await (const part of createReadStream(file)) yield part as Buffer;
    yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function headerOf(path: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const [prefix, name] = splitName(path);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  if (size < MOST_OCTAL) header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write('00000000000\0', 136); // the same archive each time
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write(prefix, 345);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** @throws {Error} for a name that fits in no header; names within exports are short */
function splitName(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= MOST_NAME_BYTES) return ['', path];
  const parts = path.split('/');
  for (let at = parts.length - 1; at > 0; at--) {
    const [prefix, name] = [parts.slice(0, at).join('/'), parts.slice(at).join('/')];
    if (Buffer.byteLength(prefix) <= MOST_PREFIX_BYTES && Buffer.byteLength(name) <= MOST_NAME_BYTES)
      return [prefix, name];
  }
  throw new Error(`Expected a shorter name within the archive, got \`${path}\`.`);
}
