import { InputError } from '../../shared/errors.ts';
import { MAX_PICTURE_PIXELS } from '../../shared/picture-limit.ts';
import type { FfmpegLogErrors } from '../ffmpeg/ffmpeg-log-errors.ts';
import type { Input } from './inputs.ts';

/** Why an input gave no frame at all, in one sentence. */
export function unreadable({ uri }: Input, logErrors: FfmpegLogErrors): InputError {
  const reason = logErrors.isAboutAnimatedWebp
    ? 'an animated WebP, which this ffmpeg cannot decode; make it a video, or a GIF'
    : logErrors.isAboutMissingStream
      ? 'a file without a video stream'
      : logErrors.isAboutSize
        ? `frames of more than ${MAX_PICTURE_PIXELS} pixels`
        : `from ffmpeg: ${logErrors.summary()}`;
  return new InputError('INPUT_UNREADABLE', `Expected \`${uri}\` to be a video that ffmpeg can decode, got ${reason}.`);
}
