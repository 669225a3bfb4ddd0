import type { Gap, GapVerdict } from '../../../shared/adaptive.ts';
import { sureConfidenceOf } from '../../../shared/audit.ts';
import type { FrameName } from '../../../shared/chunk-result.ts';
import { agreementOf, errorOf } from '../../analysis/adaptive/agreement.ts';
import { likenessOf } from '../../analysis/adaptive/gap-likeness.ts';
import { movedBoxes } from '../../analysis/adaptive/moved-boxes.ts';
import type { FoundFrames } from './found-frames.ts';
import { placeBetween } from './place-between.ts';

/** The frames by which gaps are judged. */
export function framesOfGaps(gaps: readonly Gap[]): FrameName[] {
  return gaps.flatMap(({ from, to, middle }) => (middle ? [from, to, middle] : [from, to]));
}

/** What is known of gaps, in order. @param threshold - confidence from which on a detection is stored */
export function judgeGaps(found: FoundFrames, gaps: readonly Gap[], threshold: number): GapVerdict[] {
  const sure = sureConfidenceOf(threshold);
  return gaps.map(({ from, to, middle }): GapVerdict => {
    const [before, after, between] = [found.find(from), found.find(to), middle && found.find(middle)];
    if (before === 'failed' || after === 'failed' || between === 'failed') return { state: 'failed' };
    if (before === 'waiting' || after === 'waiting' || between === 'waiting') return { state: 'waiting' };
    const isSure = ({ confidence }: { readonly confidence: number }) => confidence >= sure;
    const isEmpty = !(before.detections.some(isSure) || after.detections.some(isSure));
    const likeness = likenessOf(before.detections, after.detections, sure);
    if (!between) return { state: 'known', likeness, isEmpty, error: null };
    const moved = movedBoxes(before.detections, after.detections, placeBetween(before, after, between), threshold);
    return { state: 'known', likeness, isEmpty, error: errorOf(agreementOf(moved, between.detections, sure)) };
  });
}
