import { InputError } from '../../shared/errors.ts';
import { MAX_PICTURE_PIXELS } from '../../shared/picture-limit.ts';
import type { FfmpegLogErrors } from '../ffmpeg/ffmpeg-log-errors.ts';
import type { Input } from './inputs.ts';
import { hasUnencodedUserInfo } from './redact-url.ts';

const ENCODE_USER_INFO = 'In its user and password, write `/` as %2F, `?` as %3F and `#` as %23.';

/** Why an input gave no frame at all, in one sentence. */
export function unreadable({ uri, source, chosen }: Input, logErrors: FfmpegLogErrors): InputError {
  const reason = logErrors.isAboutAnimatedWebp
    ? 'an animated WebP, which this ffmpeg cannot decode; make it a video, or a GIF'
    : logErrors.isAboutMissingStream
      ? withoutStream(chosen)
      : logErrors.isAboutSize
        ? `frames of more than ${MAX_PICTURE_PIXELS} pixels`
        : `from ffmpeg: ${logErrors.summary()}`;
  const advice = hasUnencodedUserInfo(source) ? ` ${ENCODE_USER_INFO}` : '';
  const message = `Expected \`${uri}\` to be a video that ffmpeg can decode, got ${reason}.${advice}`;
  return new InputError('INPUT_UNREADABLE', message);
}

function withoutStream(chosen: Input['chosen']): string {
  if (!chosen) return 'a file without a video stream';
  const program = chosen.program === null ? '' : ` in program ${chosen.program}`;
  return `a source without video stream ${chosen.stream}${program} (streams are counted from 0)`;
}
