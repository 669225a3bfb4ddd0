import { Command } from 'commander';
import { FramefleetError, messageOf } from '../../shared/errors.ts';
import { renderClip } from './clip.ts';
import { clipOptions, picturesOptions } from './options.ts';
import { renderPictures } from './pictures.ts';

const program = new Command('render').description('Renders seeded scenes with known truth.');
program
  .command('pictures')
  .description('single pictures, with COCO and YOLO truth')
  .requiredOption('--seed <S>', 'the same seed gives the same bytes')
  .requiredOption('--count <N>', 'number of pictures')
  .option('--size <P>', 'width and height in pixels', '416')
  .requiredOption('--out <DIR>', 'folder to write to')
  .action((raw) => renderPictures(picturesOptions(raw)));
program
  .command('clip')
  .description('a video with tracks, with COCO and MOTChallenge truth beside it')
  .requiredOption('--seed <S>', 'the same seed gives the same bytes')
  .option('--seconds <T>', 'length', '20')
  .option('--fps <F>', 'frames per second', '12')
  .option('--width <P>', 'pixels', '640')
  .option('--height <P>', 'pixels', '360')
  .option('--crf <Q>', "x264's quality, 0..51, less is better", '26')
  .requiredOption('--out <FILE>', 'video to write, `.mp4`')
  .action((raw) => renderClip(clipOptions(raw), process.env.FFMPEG_PATH ?? 'ffmpeg'));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = error instanceof FramefleetError ? error.exitCode : 1;
}
