import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { FfmpegError, messageOf } from '../../shared/errors.ts';

/** An ffmpeg that runs. */
export interface Ffmpeg {
  readonly path: string;
  /** How this version is told to neither repeat nor drop frames. */
  readonly passthrough: readonly string[];
  /** Whether a list of inputs may hold options of each. */
  readonly hasListOptions: boolean;
  /** Whether packets can be given times of their own. */
  readonly hasPacketTimes: boolean;
  /** What it calls the time, in microseconds, that an RTSP server may be silent. */
  readonly rtspTimeout: '-timeout' | '-stimeout';
  /** What hardware decodes, as it calls it, or `auto`; `null`: none. */
  readonly hwaccel: string | null;
}

/**
 * The ffmpeg to use: the given path (`FFMPEG_PATH`), else the file of the package `ffmpeg-static`, else `ffmpeg` on the PATH.
 *
 * @throws {FfmpegError} `FFMPEG_MISSING` when the given path, or none of the others, runs
 */
export async function findFfmpeg(givenPath: string | null): Promise<Ffmpeg> {
  const candidates = givenPath ? [givenPath] : [await packagedPath(), 'ffmpeg'];
  const failures: string[] = [];
  for (const path of candidates) {
    if (path === null) continue;
    try {
      const { stdout, stderr } = await promisify(execFile)(path, ['-h', 'filter=metadata']);
      if (canWriteAtOnce(stdout)) {
        const [passthrough, rtspTimeout] = [passthroughOptionOf(stderr), rtspTimeoutOptionOf(stderr)];
        const hasListOptions = libavcodecOf(stderr)[0] >= 59;
        const hasPacketTimes = hasPacketTimesOf(stderr);
        return { path, passthrough, rtspTimeout, hasListOptions, hasPacketTimes, hwaccel: null };
      }
      failures.push(`${path}: older than version 4.3`);
    } catch (error) {
      failures.push(`${path}: ${messageOf(error).split('\n')[0]}`);
    }
  }
  throw new FfmpegError(
    'FFMPEG_MISSING',
    `Expected an ffmpeg of version 4.3 or newer that runs, got none (${failures.join('; ')}). Set FFMPEG_PATH to one, install the npm package ffmpeg-static, or install ffmpeg on the PATH.`,
  );
}

/** Whether the `metadata` filter can write a line without waiting for others (since ffmpeg 4.3, June 2020), by its help. */
export function canWriteAtOnce(filterHelp: string): boolean {
  return /^\s+direct\s+<boolean>/m.test(filterHelp);
}

/** `-fps_mode` came with ffmpeg 5.1 (libavcodec 59.37); before that it was `-vsync`. */
export function passthroughOptionOf(versionText: string): readonly string[] {
  const [major, minor] = libavcodecOf(versionText);
  const isOld = major < 59 || (major === 59 && minor < 37);
  return [isOld ? '-vsync' : '-fps_mode', 'passthrough'];
}

/** `-stimeout` before ffmpeg 5.0 (libavcodec 59), where `-timeout` meant to wait for a client. */
export function rtspTimeoutOptionOf(versionText: string): Ffmpeg['rtspTimeout'] {
  return libavcodecOf(versionText)[0] < 59 ? '-stimeout' : '-timeout';
}

/** The bitstream filter `setts` came with ffmpeg 4.4 (libavcodec 58.134). */
export function hasPacketTimesOf(versionText: string): boolean {
  const [major, minor] = libavcodecOf(versionText);
  return major > 58 || minor >= 134;
}

/** Of a build that does not say, the newest. */
function libavcodecOf(versionText: string): [major: number, minor: number] {
  const [, major, minor] = /libavcodec\s+(\d+)\.\s*(\d+)/.exec(versionText) ?? [];
  return major === undefined ? [99, 0] : [Number(major), Number(minor)];
}

async function packagedPath(): Promise<string | null> {
  const optionalPackage = 'ffmpeg-static';
  try {
    const { default: path } = (await import(optionalPackage)) as { default: unknown };
    return typeof path === 'string' ? path : null;
  } catch {
    return null; // an optional dependency: absent where its binary could not be downloaded
  }
}
