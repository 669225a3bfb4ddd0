import { execFileSync } from 'node:child_process';

/** Presentation times in seconds of every frame of the first video stream, as an independent program reads them. */
export function ffprobeTimes(path: string): number[] {
  const args = ['-v', 'quiet', '-select_streams', 'V:0', '-show_entries', 'frame=best_effort_timestamp_time'];
  const text = execFileSync('ffprobe', [...args, '-of', 'csv=p=0', path], { encoding: 'utf8' });
  // A frame with side data is followed by a line of its own, which is empty.
  return text
    .split('\n')
    .filter((line) => /^-?\d/.test(line))
    .map((line) => Number.parseFloat(line));
}

/** How many frames of the first video stream decode. */
export function ffprobeFrameCount(path: string): number {
  const args = ['-v', 'quiet', '-select_streams', 'V:0', '-count_frames', '-show_entries', 'stream=nb_read_frames'];
  return Number.parseInt(execFileSync('ffprobe', [...args, '-of', 'csv=p=0', path], { encoding: 'utf8' }), 10);
}
