import { CommandRun, isDone } from './command-run.ts';
import type { Frames } from './compare.ts';
import { readStore } from './read-store.ts';
import { runArguments } from './recording-job.ts';
import type { Stage } from './stage.ts';
import type { Video } from './videos.ts';

/**
 * Looks at every video once without faults, and reads what was stored.
 *
 * @throws {Error} when a run is not done, or a frame shows nothing: such a frame could not be told from a lost one
 */
export async function referenceFrames(stage: Stage, videos: readonly Video[]): Promise<Map<Video, Frames>> {
  const sampled = new Map<Video, number>();
  for (const video of videos) {
    const end = await new CommandRun(stage, [...runArguments(stage, runIdOf(video), video.path), ...video.flags]).ended;
    if (!isDone(end)) throw new Error(`The fault-free run over ${video.name} ended with ${end.code}: ${end.stderr}`);
    sampled.set(video, end.summary!.sampledFrames);
  }
  const { frames } = await readStore(stage);
  return new Map(
    videos.map((video) => {
      const found = frames.get(runIdOf(video)) ?? new Map();
      if (found.size === sampled.get(video)) return [video, found];
      throw new Error(
        `Expected something in each of the ${sampled.get(video)} frames of ${video.name}, got it in ${found.size}.`,
      );
    }),
  );
}

function runIdOf({ name }: Video): string {
  return `reference-${name}`;
}
