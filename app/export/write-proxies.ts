import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { copyAtConstantRate } from '../../producer/recording/constant-rate-copy.ts';
import type { ExportVideo } from '../../results/export/export-source.ts';
import type { PartialOutput } from '../../results/export/partial-output.ts';
import type { WorkEvents } from '../events.ts';

/** Where ffmpeg is. */
export interface ProxyOptions {
  readonly ffmpegPath: string | null;
}

/**
 * Writes a copy of each video, `STEM.mp4`, whose frames come evenly and whose frame n is ours.
 *
 * @throws as `copyAtConstantRate`; {FfmpegError} `FFMPEG_MISSING`
 */
export async function writeProxies(
  videos: readonly ExportVideo[],
  { path }: Pick<PartialOutput, 'path'>,
  { ffmpegPath }: ProxyOptions,
  { signal, onProgress }: Pick<WorkEvents, 'onProgress'> & { readonly signal: AbortSignal },
): Promise<void> {
  const ffmpeg = await findFfmpeg(ffmpegPath);
  const made = new Map<string, string>();
  for (const video of videos) {
    const file = join(path, `${video.stem}.mp4`);
    const same = made.get(video.videoId);
    if (same !== undefined) {
      await copyFile(same, file);
      continue;
    }
    await copyAtConstantRate(ffmpeg, video, file, {
      signal,
      onProgress: (done) => onProgress({ name: basename(file), unit: 'frames', done, total: video.frameCount }),
    });
    made.set(video.videoId, file);
  }
}
