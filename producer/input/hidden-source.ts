import { FFMPEG_FD, type FfmpegArguments } from '../ffmpeg/ffmpeg-outputs.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import { httpRelay } from './http-relay.ts';
import { secretsOf } from './redact-url.ts';

/** Arguments under which nobody who lists processes sees what a URL must not show. */
export interface HiddenSource {
  readonly job: FfmpegArguments;
  /** Ends what ffmpeg reads through, if anything. */
  close(): void;
}

/** Options before an input that ffmpeg itself reads, or its decoders; all others are for who opens the URL. */
const valued = ['-loglevel', '-max_error_rate', '-thread_type', '-protocol_whitelist', '-max_pixels'];
const plain = ['-nostdin', '-nostats', '-copyts', '-re'];

/** Whether a source has to be hidden, and can be: lists have had options since ffmpeg 5. */
export function isSecret({ source }: FfmpegArguments, { hasListOptions }: Ffmpeg): boolean {
  return (hasListOptions || isHttp(source)) && secretsOf(source).length > 0;
}

/**
 * Hides a URL with secrets, which would stand among ffmpeg's arguments. An http(s) one is read through a relay of our own, by an
 * address without them; any other stands in a list of one entry (`ffconcat`) that ffmpeg reads from a pipe.
 */
export async function hideSource(job: FfmpegArguments): Promise<HiddenSource> {
  if (isHttp(job.source)) {
    const relay = await httpRelay(job.source);
    return { job: { ...job, source: relay.url, env: { no_proxy: '127.0.0.1' } }, close: relay.close };
  }
  return { job: listed(job), close: () => undefined };
}

function isHttp(source: string): boolean {
  return /^https?:/i.test(source);
}

/** A job whose source is a list of one entry, with the options that are for it. */
function listed(job: FfmpegArguments): FfmpegArguments {
  const own: string[] = [];
  const lines = ['ffconcat version 1.0', `file '${job.source.replaceAll("'", "'\\''")}'`];
  for (let i = 0; i < job.input.length; i++) {
    const option = job.input[i]!;
    if (plain.includes(option)) own.push(option);
    else if (valued.includes(option)) own.push(option, job.input[++i]!);
    else lines.push(`option ${option.slice(1)} '${job.input[++i]}'`);
  }
  return {
    ...job,
    input: [...own, '-f', 'concat', '-safe', '0'],
    source: `pipe:${FFMPEG_FD.source}`,
    sourceText: `${lines.join('\n')}\n`,
  };
}
