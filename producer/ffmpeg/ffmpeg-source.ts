import { MAX_PICTURE_PIXELS } from '../../shared/picture-limit.ts';
import { CAMERA_DEFAULTS, type LiveSourceOptions } from '../camera/camera-options.ts';
import type { Input } from '../input/inputs.ts';
import { secretsOf } from '../input/redact-url.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';

/** ffmpeg gives up by itself so much later than the capture does, which tells it better; a capture that was killed cannot. */
const laterSeconds = 5;
/** Schemes that ffmpeg opens by a protocol of its own, all of which know `rw_timeout`; other readers would refuse it. */
const timedSchemes = /^(https?|tcp|tls|udp|srt|rtmp[est]*|unix):/i;

/** The name under which ffmpeg opens an input; a folder of pictures is never opened as one. */
export function sourceOf({ kind, source }: Input, { isRealtime }: LiveSourceOptions = CAMERA_DEFAULTS): string {
  return kind === 'file' || (isRealtime && source.startsWith('/')) ? `file:${source}` : source;
}

/** Options that choose the video stream of an input. Cover pictures are none. */
export function streamOptions({ chosen }: Input): string[] {
  const { stream, program } = chosen ?? { stream: 0, program: null };
  return ['-map', program === null ? `0:V:${stream}` : `0:p:${program}:V:${stream}`];
}

/** How ffmpeg's log may call an input, and pieces of it that may not be shown. */
export function namesOf({ source }: Input): string[] {
  return [`file:${source}`, source, ...secretsOf(source)];
}

/** Options that go before it. */
export function sourceOptions(
  input: Input,
  live: LiveSourceOptions = CAMERA_DEFAULTS,
  rtspTimeout: Ffmpeg['rtspTimeout'] = '-timeout',
): string[] {
  const limits = ['-protocol_whitelist', protocolsOf(input).join(','), '-max_pixels', `${MAX_PICTURE_PIXELS}`];
  return [...limits, ...demuxerOptions(input, live, rtspTimeout)];
}

function demuxerOptions(
  { kind, source }: Input,
  live: LiveSourceOptions,
  rtspTimeout: Ffmpeg['rtspTimeout'],
): string[] {
  // A connection that breaks is made again for some seconds, and reading goes on where it was.
  if (kind === 'url') return ['-reconnect', '1', '-reconnect_delay_max', '5'];
  if (kind === 'file') return patternOptions(source);
  // An ffmpeg whose decoder works at several frames at once hands each over that many frames late.
  const prompt = ['-thread_type', 'slice'];
  if (live.isRealtime) return ['-re', ...prompt, ...(source.startsWith('/') ? patternOptions(source) : [])];
  // By default ffmpeg looks at 5 s of a stream before it hands over the first frame, and those frames would seem late.
  const analysis = ['-analyzeduration', '1000000', ...prompt];
  if (source.startsWith('/')) return source.startsWith('/dev/video') ? [...analysis, '-f', 'v4l2'] : analysis;
  const timeout = String((live.timeoutSeconds + laterSeconds) * 1e6);
  if (/^rtsps?:/i.test(source)) return [...analysis, '-rtsp_transport', live.rtspTransport, rtspTimeout, timeout];
  return timedSchemes.test(source) ? [...analysis, '-rw_timeout', timeout] : analysis;
}

function patternOptions(path: string): string[] {
  return isPictureNamedAsPattern(path) ? ['-pattern_type', 'none'] : [];
}

/** What of this machine and the network may be read: a file leads to files, a URL to what its kind is made of, and never to a file. */
function protocolsOf({ source }: Input): string[] {
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source) ?? [];
  const wrappers = ['pipe', 'crypto', 'data'];
  if (scheme === '') return ['file', ...wrappers];
  if (/^https?$/i.test(scheme)) return ['http', 'https', 'httpproxy', 'tls', 'tcp', ...wrappers];
  const rtmp = /^rtmp/i.test(scheme) ? ['ffrtmphttp', 'ffrtmpcrypt', 'http', 'https', 'rtmp'] : [];
  return [scheme.toLowerCase(), ...rtmp, 'rtp', 'srtp', 'tcp', 'udp', 'tls', ...wrappers];
}

/**
 * Whether ffmpeg would take a file for a whole row of pictures: by its ending and by `%d`, `*`, `?` or `{` in its path. Others it
 * opens by their content, and does not know the option.
 */
function isPictureNamedAsPattern(path: string): boolean {
  const pictures = /\.(bmp|dds|dpx|exr|j2k|jp2|jpe?g|pam|pbm|pcx|pgm|png|ppm|ras|sgi|tga|tiff?|webp|xwd)$/i;
  return pictures.test(path) && /%\d*d|[*?{]/.test(path);
}
