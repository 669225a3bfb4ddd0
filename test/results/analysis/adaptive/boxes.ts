import type { Detection } from '../../../../shared/detection.ts';

/** A car of 100 × 50 pixels. @param left - of its left edge */
export function car(left: number, changes: Partial<Detection> = {}): Detection {
  return { box: [left, 100, left + 100, 150], confidence: 0.8, classId: 1, label: 'car', ...changes };
}
