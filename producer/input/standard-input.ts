import { createWriteStream, existsSync, fstatSync, openSync, unlinkSync } from 'node:fs';
import { mkdtemp, readlink, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isatty } from 'node:tty';
import { InputError, messageOf } from '../../shared/errors.ts';

/** Where a file is opened, and what it is called. */
interface Recording {
  readonly source: string;
  readonly uri: string;
}

const standardInputFd = 0;
let known: Promise<Recording> | null = null;

/**
 * Standard input as a recording. Where it is a file, that file; else it is read to its end first, into a file that nobody can
 * find by a name and that is gone with this process, however that ends. So it can be read again, and as a whole.
 *
 * @throws {InputError} `INPUT_UNREADABLE` for a terminal, where it cannot be written to disk, and on systems without `/proc`
 */
export function standardInput(): Promise<Recording> {
  known ??= readStandardInput();
  return known;
}

async function readStandardInput(): Promise<Recording> {
  if (isatty(standardInputFd)) throw unreadable('a terminal');
  if (!existsSync(descriptorPath(standardInputFd))) {
    throw unreadable('a system without `/proc`; write it to a file, and name that');
  }
  if (fstatSync(standardInputFd).isFile()) {
    const path = await readlink(descriptorPath(standardInputFd));
    if (existsSync(path)) return { source: path, uri: path };
  }
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-stdin-'));
  const path = join(folder, 'recording');
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  await rmdir(folder);
  try {
    await pipeline(process.stdin, createWriteStream('', { fd, autoClose: false }));
  } catch (error) {
    throw unreadable(`${messageOf(error)} while it was written to \`${tmpdir()}\``, error);
  }
  return { source: descriptorPath(fd), uri: 'stdin' };
}

/** A path that leads to an open file of this process, for other processes too. */
function descriptorPath(fd: number): string {
  return `/proc/${process.pid}/fd/${fd}`;
}

function unreadable(got: string, cause?: unknown): InputError {
  return new InputError('INPUT_UNREADABLE', `Expected \`-\` to be a recording on standard input, got ${got}.`, {
    cause,
  });
}
