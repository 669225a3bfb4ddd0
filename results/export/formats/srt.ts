import type { ExportFormat, ExportSource, ExportVideo } from '../export-source.ts';
import { captionLines } from '../subtitles/caption.ts';
import { clockRange } from '../subtitles/clock.ts';
import { cuesOfRun } from '../subtitles/cues-of-run.ts';
import { writeText } from '../write-text.ts';

/** SubRip: captions of what is seen when, a file for each run, numbered from 1. */
export const srt: ExportFormat = {
  name: 'srt',
  isFolder: true,
  fileEnding: '.srt',
  async write(source, target) {
    for (const video of source.videos) await writeText(target, `${video.stem}.srt`, cueTexts(source, video));
  },
};

async function* cueTexts(source: ExportSource, video: ExportVideo): AsyncGenerator<string> {
  let number = 0;
  for await (const cue of cuesOfRun(source, video)) {
    const separator = number++ === 0 ? '' : '\n';
    yield `${separator}${number}\n${clockRange(cue, ',')}\n${captionLines(cue.seen).map(withoutTags).join('\n')}\n`;
  }
}

/** SubRip knows no escapes: a joiner of no width keeps players from taking `<b>` for a tag, and `{\an8}` for a command. */
function withoutTags(text: string): string {
  return text.replace(/[<{]/g, '$&\u2060');
}
