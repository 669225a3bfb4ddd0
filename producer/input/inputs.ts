import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { glob, isDynamicPattern } from 'tinyglobby';
import { ConfigError, InputError, messageOf } from '../../shared/errors.ts';
import { PICTURE_EXTENSIONS, picturesIn } from '../pictures/picture-folder.ts';
import { redactUrl } from './redact-url.ts';
import { standardInput } from './standard-input.ts';
import { VIDEO_EXTENSIONS, videosIn } from './video-folder.ts';

/** One of the video streams of a source. */
export interface StreamChoice {
  /** Counted from 0. */
  readonly stream: number;
  /** Number of the program among whose streams that is; `null`: among those of the whole source. */
  readonly program: number | null;
}

/** One source of frames. */
export interface Input {
  readonly kind: 'file' | 'url' | 'camera' | 'pictures';
  /** What ffmpeg opens, or the folder of pictures; may hold credentials, so it is neither stored nor shown. */
  readonly source: string;
  /** Absolute path, or URL without credentials. */
  readonly uri: string;
  /** Which of several video streams is meant; absent: the first. */
  readonly chosen?: StreamChoice;
  /** Paths of the pictures that a folder holds, in order; nothing else has them. */
  readonly pictures?: readonly string[];
}

/** The input with one of its video streams chosen. */
export function withStream(input: Input, { stream, program }: StreamChoice): Input {
  return stream === 0 && program === null ? input : { ...input, chosen: { stream, program } };
}

/** The pictures of a folder, each as an input of its own. */
export function picturesOf({ pictures = [] }: Input): Input[] {
  return files(pictures);
}

/**
 * The sources that some arguments name: files, folders (searched to the bottom), glob patterns, URLs, cameras, standard input (`-`, a
 * recording), and lists of them (`@FILE`).
 *
 * A camera (live: cannot wait, cannot be read again) is a device (`/dev/video0`), a named pipe, or a URL of any scheme but
 * `file`, `http` and `https` (`rtsp`, `rtmp`, `udp`, `tcp`, `srt`, …); an http(s) URL is a recording unless `live` is set.
 *
 * @param options.pictures - whether a folder without videos may hold pictures: those of each folder are one input then
 * @param options.realtime - every input is a recording that is played like a camera
 * @param options.onNote - is told which files of a folder were passed over
 * @returns in the order of the arguments, the files of a folder or pattern sorted by path, each source once
 * @throws {InputError} `INPUT_NOT_FOUND` naming a missing file, a folder without videos or a pattern without matches
 */
export async function expandInputs(
  names: readonly string[],
  { live = false, realtime = false, pictures = false, onNote = (_text: string): void => undefined } = {},
): Promise<Input[]> {
  const found = new Map<string, Input>();
  for (const name of (await Promise.all(names.map(listedIn))).flat()) {
    for (const input of await expand(name, live, pictures, onNote)) {
      if (!found.has(input.source)) found.set(input.source, realtime ? played(input) : input);
    }
  }
  return [...found.values()];
}

/** What a list `@FILE` names, a source a line; any other name is itself. */
async function listedIn(name: string): Promise<string[]> {
  if (!name.startsWith('@')) return [name];
  const text = await readFile(name.slice(1), 'utf8').catch((cause: unknown) => {
    throw new InputError('INPUT_NOT_FOUND', `Expected \`${name}\` to be a list of sources, got: ${messageOf(cause)}.`);
  });
  return text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

function played(input: Input): Input {
  if (input.kind === 'file' || input.kind === 'url') return { ...input, kind: 'camera' };
  throw new ConfigError('CONFIG_INVALID', `Expected \`--realtime\` with recordings only, got \`${input.uri}\`.`);
}

async function expand(
  name: string,
  live: boolean,
  pictures: boolean,
  onNote: (text: string) => void,
): Promise<Input[]> {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(name)?.[1]?.toLowerCase();
  if (scheme && scheme !== 'file') {
    const isRecording = (scheme === 'http' || scheme === 'https') && !live;
    return [{ kind: isRecording ? 'url' : 'camera', source: name, uri: redactUrl(name) }];
  }
  if (name === '-') return [{ kind: 'file', ...(await standardInput()) }];
  const path = resolve(scheme === 'file' ? fileURLToPath(name) : name);
  const stats = await stat(path).catch(() => null);
  if (stats?.isDirectory()) return inFolder(path, pictures, onNote);
  if (stats) return [{ kind: stats.isFile() ? 'file' : 'camera', source: path, uri: path }];
  if (!isDynamicPattern(name)) throw notFound('an input to be a file, folder, pattern or URL', name);
  const matches = await glob(name, { absolute: true, onlyFiles: true, expandDirectories: false });
  if (matches.length === 0) throw notFound('the pattern to match at least one file', name, 'which matches none');
  return files([...matches].sort());
}

/** Videos; where there is none and pictures may be taken, those. Beside videos they are previews, mostly. */
async function inFolder(path: string, pictures: boolean, onNote: (text: string) => void): Promise<Input[]> {
  const notes: string[] = [];
  const videos = await videosIn(path, (text) => notes.push(text));
  if (videos.length === 0 && pictures) {
    const folders = await picturesIn(path, onNote);
    if (folders.length > 0) {
      return folders.map(({ folder, pictures }) => ({ kind: 'pictures', source: folder, uri: folder, pictures }));
    }
  }
  for (const note of notes) onNote(note);
  if (videos.length > 0) return files(videos);
  const wanted = pictures
    ? `videos (${VIDEO_EXTENSIONS.join(', ')}) or pictures (${PICTURE_EXTENSIONS.join(', ')})`
    : `videos (${VIDEO_EXTENSIONS.join(', ')})`;
  throw notFound(`the folder to hold ${wanted}`, path, 'which holds none');
}

function files(paths: readonly string[]): Input[] {
  return paths.map((path) => ({ kind: 'file', source: path, uri: path }));
}

function notFound(expected: string, got: string, why = 'which is not there'): InputError {
  const shown = got.replace(/^([a-z][a-z0-9+.-]*:).*@/is, '$1…@'); // a URL that lacks its slashes, say
  return new InputError('INPUT_NOT_FOUND', `Expected ${expected}, got \`${shown}\`, ${why}.`);
}
