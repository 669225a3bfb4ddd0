import { InputError } from '../../shared/errors.ts';
import { MAX_PICTURE_PIXELS } from '../../shared/picture-limit.ts';
import type { FfmpegLogErrors } from '../ffmpeg/ffmpeg-log-errors.ts';
import type { Input } from './inputs.ts';

/** Why an input gave no frame at all, in one sentence. */
export function unreadable({ uri, chosen }: Input, logErrors: FfmpegLogErrors): InputError {
  const reason = logErrors.isAboutAnimatedWebp
    ? 'an animated WebP, which this ffmpeg cannot decode; make it a video, or a GIF'
    : logErrors.isAboutMissingStream
      ? withoutStream(chosen)
      : logErrors.isAboutSize
        ? `frames of more than ${MAX_PICTURE_PIXELS} pixels`
        : `from ffmpeg: ${logErrors.summary()}`;
  return new InputError('INPUT_UNREADABLE', `Expected \`${uri}\` to be a video that ffmpeg can decode, got ${reason}.`);
}

function withoutStream(chosen: Input['chosen']): string {
  if (!chosen) return 'a file without a video stream';
  const program = chosen.program === null ? '' : ` in program ${chosen.program}`;
  return `a source without video stream ${chosen.stream}${program} (streams are counted from 0)`;
}
