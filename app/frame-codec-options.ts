import { ENCODINGS, type FrameCodec, isExact } from '../shared/frame-codec.ts';

/** What frames may be sent to workers as. */
export const FRAME_CODECS = ['raw', ...ENCODINGS] as const;

/** Of encoded frames unless something else is asked for. */
export const CODEC_QUALITY = 90;

/** How frames are to be sent to workers. */
export interface FrameCodecOptions {
  readonly frameCodec: (typeof FRAME_CODECS)[number];
  /** 1..100; `null`: as `CODEC_QUALITY`. */
  readonly quality: number | null;
}

/** How frames are encoded; `null`: they are not. */
function codecOf({ frameCodec, quality }: FrameCodecOptions): FrameCodec | null {
  return frameCodec === 'raw' ? null : { encoding: frameCodec, quality: quality ?? CODEC_QUALITY };
}

/** The codec where frames are not decoded as what they were: then it is a setting of the run. */
export function lossyCodecOf(options: FrameCodecOptions): FrameCodec | null {
  const codec = codecOf(options);
  return codec && !isExact(codec) ? codec : null;
}

/** The codec where it changes nothing. */
export function exactCodecOf(options: FrameCodecOptions): FrameCodec | null {
  const codec = codecOf(options);
  return codec && isExact(codec) ? codec : null;
}
