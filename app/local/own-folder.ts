import { chmod, lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '../../shared/errors.ts';

/** Bits of a mode. */
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;
const OTHERS = 0o077;

/**
 * Makes sure that the folder of our sockets is ours and that nobody else may enter it; whoever could put a socket there would be
 * given our frames, and be believed.
 *
 * @param options.make - whether it is made where it is not there
 * @returns whether it is there
 * @throws {ConfigError} `CONFIG_INVALID` when it, or what lies in it, is somebody else's
 */
export async function requireOwnFolder(folder: string, { make }: { readonly make: boolean }): Promise<boolean> {
  const user = process.geteuid?.();
  if (make) await mkdir(folder, { recursive: true, mode: 0o700 });
  const facts = await lstat(folder).catch(() => null);
  if (facts === null) return false;
  if (user === undefined) return true; // a system without owners
  if (!facts.isDirectory()) throw notOurs(folder, 'something else than a folder (a link, say)');
  if (facts.uid !== user) throw notOurs(folder, `one of user ${facts.uid}`);
  const parent = await lstat(dirname(folder));
  if ((parent.mode & OTHERS_WRITE) !== 0 && (parent.mode & STICKY) === 0) {
    throw notOurs(folder, `one in \`${dirname(folder)}\`, in which everybody may replace it`);
  }
  if ((facts.mode & OTHERS) !== 0) await chmod(folder, 0o700);
  for (const name of await readdir(folder)) {
    const entry = await lstat(join(folder, name)).catch(() => null); // it may be gone
    if (entry && entry.uid !== user) throw notOurs(folder, `one with \`${name}\` of user ${entry.uid} in it`);
  }
  return true;
}

function notOurs(folder: string, got: string): ConfigError {
  return new ConfigError(
    'CONFIG_INVALID',
    `Expected \`${folder}\`, where our sockets are, to be a folder that is this user's alone, got ${got}. Remove it, or use another \`FRAMEFLEET_HOME\`.`,
  );
}
