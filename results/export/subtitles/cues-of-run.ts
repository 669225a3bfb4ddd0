import type { ExportSource, ExportVideo } from '../export-source.ts';
import { frameRate } from '../frame-rate.ts';
import { cuesOf } from './cues.ts';
import { type Stretch, stretchesOf } from './stretches.ts';

/** What subtitles of a run say when; read frame by frame. */
export function cuesOfRun(source: ExportSource, video: ExportVideo): AsyncGenerator<Stretch> {
  return cuesOf(stretchesOf(source.frames(video), 1 / frameRate(video)));
}
