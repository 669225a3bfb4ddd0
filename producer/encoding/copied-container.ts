import { extname } from 'node:path';
import type { Input } from '../input/inputs.ts';
import type { Container } from './encode-args.ts';

/** The container of a copy, and how its name ends. */
export interface CopiedContainer {
  readonly container: Container;
  readonly ending: string;
  /** Whether it keeps how long the last frame is shown. */
  readonly hasEnd: boolean;
}

/**
 * The container in which a copy keeps every time stamp of its source and the sound as it is: the source's own, or one whose ticks may be
 * of any length.
 *
 * @param container - the source's, as ffmpeg calls it; `null`: nobody knows
 */
export function copiedContainer({ source }: Pick<Input, 'source'>, container: string | null): CopiedContainer {
  if (/^matroska\b/.test(container ?? '')) return { container: 'matroska', ending: 'mkv', hasEnd: false };
  if (container === 'mpegts') return { container: 'mpegts', ending: 'ts', hasEnd: false };
  const isMp4 = container === 'pictures' || /^\.(mp4|m4v)$/i.test(extname(source.replace(/[?#].*$/, '')));
  return { container: isMp4 ? 'mp4' : 'mov', ending: isMp4 ? 'mp4' : 'mov', hasEnd: true };
}
