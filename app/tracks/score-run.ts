import type { MotBox } from '../../results/analysis/scoring/mot-box.ts';
import { scoreTracks, type TrackScore } from '../../results/analysis/scoring/score-tracks.ts';
import { ConfigError } from '../../shared/errors.ts';
import type { TrackBoxRow } from '../../shared/tracks.ts';
import { readMot } from './mot-file.ts';

/**
 * Scores the stored tracks of one run against a truth in MOTChallenge's format.
 *
 * @throws {ConfigError} `CONFIG_INVALID` where they are of several runs
 * @throws {InputError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE` naming the line
 */
export async function scoreRun(rows: AsyncIterable<readonly TrackBoxRow[]>, truth: string): Promise<TrackScore> {
  const expected = await readMot(truth);
  const boxes: MotBox[] = [];
  const runs = new Set<string>();
  for await (const batch of rows) {
    for (const { runId, trackId, classId, frameIndex, confidence, x1, y1, x2, y2 } of batch) {
      runs.add(runId);
      const box = [x1, y1, x2, y2] as const;
      boxes.push({ frame: frameIndex + 1, trackId, box, confidence: confidence ?? 0, classNumber: classId + 1 });
    }
  }
  if (runs.size > 1) {
    throw new ConfigError('CONFIG_INVALID', `Expected one run to score with \`--truth\`, got ${runs.size}: name it.`);
  }
  return scoreTracks(expected, boxes);
}
