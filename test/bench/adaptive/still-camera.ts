import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const STILL_CAMERA = 'still-camera';

/** Seconds in which nothing moves but the noise, before and after those in which something does. */
const [STILL_SECONDS, MOVING_SECONDS] = [90, 10];

/** A camera before which something happens once, made of `people.mp4`. @returns its path in `folder` */
export function stillCamera(videos: string, folder: string): string {
  const path = join(folder, `${STILL_CAMERA}.mp4`);
  const still = `start_mode=clone:start_duration=${STILL_SECONDS}:stop_mode=clone:stop_duration=${STILL_SECONDS}`;
  const picture = `trim=duration=${MOVING_SECONDS},tpad=${still},noise=alls=3:allf=t:all_seed=1`;
  const source = ['-i', join(videos, 'people.mp4'), '-an', '-vf', picture];
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...source, '-c:v', 'libx264', '-preset', 'veryfast', path]);
  return path;
}
