import type { WorkEvents } from '../../app/events.ts';
import type { PictureEnd } from '../../app/predict/predict.ts';
import { ShutdownSignals } from '../../app/shutdown-signals.ts';
import type { Detection } from '../../shared/detection.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import type { Prediction } from '../../shared/picture.ts';
import { reportFailure, STOPPED } from '../failure.ts';
import { box, decimals } from './columns/cells.ts';
import { type Column, numbers, words } from './columns/column.ts';
import { print, printJson } from './print.ts';
import { say } from './say.ts';
import { columnTable } from './table.ts';
import { showWork } from './work-display.ts';

/**
 * Prints what is found in pictures on stdout, and what went wrong on stderr. Ctrl-C ends the waiting.
 *
 * @returns the exit code: that of the gravest end
 */
export async function showPictures(
  isJson: boolean,
  predict: (signal: AbortSignal, events: WorkEvents, onEnd: (end: PictureEnd) => void) => Promise<void>,
): Promise<number> {
  const signals = new ShutdownSignals();
  let code = 0;
  const onEnd = (end: PictureEnd) => {
    if ('prediction' in end) {
      if (isJson) printJson(end.prediction);
      else print(describePicture(end.prediction));
    } else if (signals.stop.aborted) {
      code = Math.max(code, STOPPED);
    } else {
      say(`${harmlessLine(end.image)}:`);
      code = Math.max(code, reportFailure(end.error));
    }
  };
  await showWork((work) => {
    signals.listen();
    return predict(signals.stop, work, onEnd);
  });
  return code;
}

const COLUMNS: readonly Column<Detection>[] = [
  words('label', 3, ({ label }) => label, 12),
  numbers('confidence', 2, ({ confidence }) => confidence, decimals(2)),
  words('box', 1, ({ box: [x1, y1, x2, y2] }) => box({ x1, y1, x2, y2 })),
];

/** A picture in words: its size, and a row for each object. */
export function describePicture({ image, width, height, detections, milliseconds }: Prediction): string {
  const objects = `${detections.length} object${detections.length === 1 ? '' : 's'}`;
  const head = `${harmlessLine(image)}: ${width}x${height}, ${objects}, ${milliseconds} ms\n`;
  return head + columnTable(COLUMNS, detections);
}
