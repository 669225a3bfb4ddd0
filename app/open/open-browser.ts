import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A browser that was asked to show an address. */
export interface Opening {
  /** Whether somebody took it; where no desktop runs nobody is asked. */
  readonly isTaken: boolean;
  /** Takes away what led to the address. */
  close(): Promise<void>;
}

/**
 * Has the desktop's browser show an address. It is told to open a file that leads there and that only this user can read: command lines, which
 * every user of a machine can read, would tell the token.
 *
 * @param folder - of this user alone
 */
export async function openBrowser(address: string, folder: string, env: NodeJS.ProcessEnv): Promise<Opening> {
  const file = join(folder, `open-${process.pid}.html`);
  const close = () => rm(file, { force: true });
  const isDesktop = process.platform === 'darwin' || env.DISPLAY || env.WAYLAND_DISPLAY || env.BROWSER;
  if (!isDesktop) return { isTaken: false, close };
  await writeFile(file, leadingTo(address), { mode: 0o600 });
  const command = env.BROWSER || (process.platform === 'darwin' ? 'open' : 'xdg-open');
  const child = spawn(command, [pathToFileURL(file).href], { env, stdio: 'ignore', detached: true });
  const isTaken = await Promise.race([
    once(child, 'spawn').then(() => true),
    once(child, 'error').then(() => false), // there is no such command
  ]).catch(() => false);
  child.on('error', () => undefined).unref();
  return { isTaken, close };
}

function leadingTo(address: string): string {
  const written = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<!doctype html><meta charset="utf-8"><title>framefleet</title><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0; url=${written}"><a href="${written}">framefleet</a>\n`;
}
