import type { ExportDetection, ExportFrame, ExportVideo } from '../../../results/export/export-source.ts';
import { exportDetection, exportFrame, exportVideo } from '../fixtures/exports.ts';

/** A label with everything that formats give a meaning of their own. */
export const ODD_LABEL = `<b>"traffic", light & 'sign'</b> {\\an8} --> 灯`;

/** 4 s at 25 frames a second. */
export function madeVideo(changes: Partial<ExportVideo> = {}): ExportVideo {
  const place = { runId: 'gate', uri: '/videos/gate & door.mp4', name: 'gate & door.mp4', stem: 'gate' };
  const facts = { width: 800, height: 400, fpsNum: 25, fpsDen: 1, frameCount: 100 };
  return exportVideo({ ...place, ...facts, labels: ['person', 'car', ODD_LABEL], ...changes });
}

export function madeDetection(changes: Partial<ExportDetection> = {}): ExportDetection {
  return exportDetection({ box: [80, 40, 160, 200], ...changes });
}

export function madeFrame(
  frameIndex: number,
  detections: readonly ExportDetection[],
  changes: Partial<ExportFrame> = {},
): ExportFrame {
  return exportFrame(frameIndex, detections, { ptsSeconds: frameIndex / 25, width: 800, height: 400, ...changes });
}
