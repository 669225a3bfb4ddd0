import { type Audit, sureConfidenceOf } from '../../../shared/audit.ts';
import type { Agreement } from './agreement.ts';
import { addedSums, type ShareSums, sumsOf } from './share-sums.ts';

/** What is known of some frames of a run, most of them carried. Accounts of several stretches are added. */
export interface AuditAccount {
  /** Frames that were not looked at. */
  readonly carriedFrames: number;
  /** Sure detections of frames that were: all of them are right. */
  readonly exact: number;
  /** All detections of these. */
  readonly exactOfAll: number;
  /** Of the frames that were audited: of the sure detections found there, those that would have been stored. */
  readonly recall: ShareSums;
  /** Of the sure detections that would have been stored, those that were found. */
  readonly precision: ShareSums;
  readonly recallOfAll: ShareSums;
  readonly precisionOfAll: ShareSums;
}

/** A share with its interval of 95 %. */
export interface EstimatedShare {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Of the normal distribution, two-sided 95 %. */
const Z = 1.96;
/**
 * How much boxes of one frame have in common at least: they are missed together, in a frame with a car that turns. Audited frames lie
 * too far from each other for more.
 */
const LEAST_CORRELATION = 0.5;

/** @param audited - of each audited frame: sure detections, and all */
export function auditedSums(audited: readonly { readonly sure: Agreement; readonly all: Agreement }[]) {
  return {
    recall: sumsOf(audited.map(({ sure }) => foundOf(sure))),
    precision: sumsOf(audited.map(({ sure }) => rightOf(sure))),
    recallOfAll: sumsOf(audited.map(({ all }) => foundOf(all))),
    precisionOfAll: sumsOf(audited.map(({ all }) => rightOf(all))),
  };
}

/** What accounts of stretches say together. @param confidence - of the run */
export function auditOf(accounts: readonly AuditAccount[], confidence: number): Audit {
  const sum = (of: (account: AuditAccount) => number) => accounts.reduce((total, account) => total + of(account), 0);
  const sums = (of: (account: AuditAccount) => ShareSums) => addedSums(accounts.map(of));
  const carriedFrames = sum((account) => account.carriedFrames);
  const [exact, exactOfAll] = [sum((account) => account.exact), sum((account) => account.exactOfAll)];
  const found = sums((account) => account.recall);
  const recall = estimate(found, exact, carriedFrames);
  const precision = estimate(
    sums((account) => account.precision),
    exact,
    carriedFrames,
  );
  const shareOfAll = (of: (account: AuditAccount) => ShareSums) => estimate(sums(of), exactOfAll, carriedFrames).share;
  return {
    ...{ recall: recall.share, recallLow: recall.low, recallHigh: recall.high },
    ...{ precision: precision.share, precisionLow: precision.low, precisionHigh: precision.high },
    auditedFrames: found.frames,
    sureConfidence: sureConfidenceOf(confidence),
    recallOfAll: shareOfAll((account) => account.recallOfAll),
    precisionOfAll: shareOfAll((account) => account.precisionOfAll),
  };
}

function foundOf({ met, missed }: Agreement) {
  return { right: met, all: met + missed };
}

function rightOf({ right, invented }: Agreement) {
  return { right, all: right + invented };
}

/**
 * The share of detections that are right, of all frames.
 *
 * @param audited - of carried frames that were chosen by chance and looked at
 * @param exact - detections of the frames that were looked at
 * @param carriedFrames - frames that were not, audited ones left out
 */
export function estimate(audited: ShareSums, exact: number, carriedFrames: number): EstimatedShare {
  if (carriedFrames === 0) return { share: 1, low: 1, high: 1 };
  if (audited.frames === 0) return { share: 1, low: 0, high: 1 };
  // of frames that hold next to nothing, one detection more or less is what nobody knows
  const expected = (carriedFrames * Math.max(audited.all, 1)) / audited.frames;
  const whole = (share: number) => (exact + expected * share) / (exact + expected);
  const { share, low, high } = wilson(audited);
  return { share: whole(share), low: whole(low), high: whole(high) };
}

/**
 * Wilson's interval, with as many independent detections as vary as much as these do, frame by frame; and by Student's distribution,
 * since how much they vary is only estimated, by so many frames.
 */
function wilson({ frames, all, right, allSquares, rightSquares, products }: ShareSums): EstimatedShare {
  if (all === 0) return { share: 1, low: Math.max(0, 1 - 3 / frames), high: 1 };
  const share = right / all;
  const leastEffect = 1 + (allSquares / all - 1) * LEAST_CORRELATION;
  const residuals = rightSquares - 2 * share * products + share ** 2 * allSquares;
  const expectedResiduals = all * share * (1 - share);
  const effect = Math.max(leastEffect, expectedResiduals > 0 ? residuals / expectedResiduals : 1, 1);
  const [n, t] = [all / effect, studentT(Math.max(1, frames - 1))];
  const middle = (share + t ** 2 / (2 * n)) / (1 + t ** 2 / n);
  const half = (t / (1 + t ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + t ** 2 / (4 * n ** 2));
  // where all are right, rounding would leave the upper end a hair below
  return { share, low: Math.max(0, middle - half), high: Math.max(share, Math.min(1, middle + half)) };
}

/** Of Student's distribution, two-sided 95 %, by an expansion around the normal one (Abramowitz and Stegun, 26.7.5). */
function studentT(degreesOfFreedom: number): number {
  const first = (Z ** 3 + Z) / 4;
  const second = (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96;
  return Z + first / degreesOfFreedom + second / degreesOfFreedom ** 2;
}
