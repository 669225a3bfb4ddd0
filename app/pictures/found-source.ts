import { stat } from 'node:fs/promises';
import type { Input, StreamChoice } from '../../producer/input/inputs.ts';
import { withStream } from '../../producer/input/inputs.ts';
import { identifyVideo } from '../../producer/input/video-identity.ts';
import { picturesIn } from '../../producer/pictures/picture-folder.ts';
import { messageOf } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';

/** What lies at a path, as it was when it was looked at. */
export interface FoundSource {
  readonly input: Input;
  /** Another one when it may have changed. */
  readonly stamp: string;
}

/** Videos that are remembered by path. */
const MOST_REMEMBERED = 20_000;

/** Says which video lies at a path; what has not changed is not read again. */
export class SourceIdentities {
  readonly #known = new Map<string, { readonly stamp: string; readonly videoId: string }>();

  constructor(private readonly log: Pick<Logger, 'debug'>) {}

  /** @returns `null` where there is nothing that could be a source, or it cannot be read */
  async at(path: string, choice: StreamChoice): Promise<(FoundSource & { readonly videoId: string }) | null> {
    try {
      const found = await sourceAt(path, choice);
      if (found === null) return null;
      const key = `${choice.program} ${choice.stream} ${path}`;
      const known = this.#known.get(key);
      if (known?.stamp === found.stamp) return { ...found, videoId: known.videoId };
      const { videoId } = await identifyVideo(found.input);
      if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
      this.#known.set(key, { stamp: found.stamp, videoId });
      return { ...found, videoId };
    } catch (error) {
      this.log.debug({ err: error, path }, `not read: ${messageOf(error)}`);
      return null;
    }
  }
}

/** @returns `null` where there is no file, nor a folder of pictures */
export async function sourceAt(path: string, choice: StreamChoice): Promise<FoundSource | null> {
  const stats = await stat(path).catch(() => null);
  if (stats?.isFile()) {
    return { input: withStream({ kind: 'file', source: path, uri: path }, choice), stamp: await stampOf([path]) };
  }
  if (!stats?.isDirectory()) return null;
  const folders = await picturesIn(path, () => undefined);
  const pictures = folders.find(({ folder }) => folder === path)?.pictures;
  if (!pictures) return null;
  return { input: { kind: 'pictures', source: path, uri: path, pictures }, stamp: await stampOf(pictures) };
}

/** Device, number, size and times of files. @throws where one is not there */
async function stampOf(paths: readonly string[]): Promise<string> {
  const stamps: string[] = [];
  for (const path of paths) {
    const { dev, ino, size, mtimeMs, ctimeMs } = await stat(path);
    stamps.push([dev, ino, size, mtimeMs, ctimeMs].join(':'));
  }
  return stamps.join(' ');
}
