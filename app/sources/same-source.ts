import { FfmpegError } from '../../shared/errors.ts';
import type { RecordedVideo } from '../../shared/frame-pictures.ts';
import type { FoundSource } from '../pictures/found-source.ts';
import type { MediaSources } from '../pictures/media-sources.ts';

/**
 * Sees to it that a source which was read is still what it was when it was found.
 *
 * @throws {SourceGoneError} where it is gone; {FfmpegError} `FFMPEG_FAILED` where it was written anew meanwhile
 */
export async function requireSame(
  sources: Pick<MediaSources, 'find'>,
  video: RecordedVideo,
  { input, stamp }: FoundSource,
): Promise<void> {
  const now = await sources.find(video);
  if (now.stamp === stamp && now.input.source === input.source) return;
  const message = `Expected \`${input.uri}\` to stay as it is while it is read, got another version of it. Ask again.`;
  throw new FfmpegError('FFMPEG_FAILED', message);
}
