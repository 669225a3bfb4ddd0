import type { ExportFormat, ExportSource, ExportVideo } from '../export-source.ts';
import { captionLines } from '../subtitles/caption.ts';
import { clockRange } from '../subtitles/clock.ts';
import { cuesOfRun } from '../subtitles/cues-of-run.ts';
import { writeText } from '../write-text.ts';

/** WebVTT: captions of what is seen when, a file for each run. @see https://www.w3.org/TR/webvtt1/ */
export const webvtt: ExportFormat = {
  name: 'webvtt',
  isFolder: true,
  fileEnding: '.vtt',
  async write(source, target) {
    for (const video of source.videos) await writeText(target, `${video.stem}.vtt`, cueTexts(source, video));
  },
};

async function* cueTexts(source: ExportSource, video: ExportVideo): AsyncGenerator<string> {
  yield 'WEBVTT\n';
  for await (const cue of cuesOfRun(source, video)) {
    yield `\n${clockRange(cue, '.')}\n${captionLines(cue.seen).map(escaped).join('\n')}\n`;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
