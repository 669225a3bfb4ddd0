import type { RunRecord } from '../../../shared/run.ts';
import { decimals, wallClock } from './cells.ts';
import { type Column, numbers, words } from './column.ts';
import { nameOfUri, type View } from './view.ts';

/** Runs: all that the other formats have too. What went wrong with one of them is of importance. */
export function runColumns({ idText, timeZone }: View, rows: readonly RunRecord[]): Column<RunRecord>[] {
  const [isAnyFailed, isAnyDropped] = [
    rows.some((run) => run.failedFrames > 0),
    rows.some((run) => run.droppedFrames > 0),
  ];
  const at = (instant: string | null) => instant && wallClock(instant, timeZone).slice(0, -4);
  return [
    words('video', 11, ({ uri }) => nameOfUri(uri), 12),
    words('state', 10, ({ state }) => state),
    numbers('frames', 9, ({ sampledFrames }) => sampledFrames),
    numbers('stored', 9, ({ storedFrames }) => storedFrames),
    numbers('failed', isAnyFailed ? 9 : 7, ({ failedFrames }) => failedFrames),
    numbers('dropped', isAnyDropped ? 9 : 6, ({ droppedFrames }) => droppedFrames),
    numbers('detections', 8, ({ detections }) => detections),
    words('model', 8, ({ modelId }) => modelId, 8),
    words('run', 12, ({ runId }) => idText(runId)),
    words(`recorded (${timeZone})`, 5, ({ recordedAt }) => at(recordedAt)),
    words(`begun (${timeZone})`, 4, ({ createdAt }) => at(createdAt)),
    words(`ended (${timeZone})`, 3, ({ completedAt }) => at(completedAt)),
    words('fault', 7.5, ({ inputError }) => inputError, 12),
    words('place', 2, ({ uri }) => uri, 20),
    numbers('inference s', 1.9, ({ inferenceMs }) => inferenceMs / 1000, decimals(1)),
    numbers('generation', 1.8, ({ generation }) => generation),
    numbers('discarded', 1.7, ({ discardedResults }) => discardedResults),
    numbers('carried', 1.65, ({ carriedFrames }) => carriedFrames),
    numbers('recall', 1.64, ({ audit }) => audit?.recall ?? null, decimals(3)),
    numbers('recall from', 1.63, ({ audit }) => audit?.recallLow ?? null, decimals(3)),
    numbers('gaps', 1.6, ({ gaps }) => gaps.length),
    words('video id', 1.5, ({ videoId }) => idText(videoId)),
    words('model sha256', 1.4, ({ modelSha256 }) => idText(modelSha256)),
    words('settings', 1, ({ settings }) => JSON.stringify(settings)),
  ];
}
