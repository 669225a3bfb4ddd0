import type { ClockWindow } from '../filter/clock.ts';
import type { ConditionOn } from '../filter/condition.ts';
import type { DetectionFilter } from '../filter/filters.ts';
import type { Anchor, Zone } from '../filter/zone.ts';

/** Of a label that was never seen there is no number. */
export interface ResolvedLabel {
  readonly labelNo: number | null;
}

export type ResolvedCondition = ConditionOn<ResolvedLabel>;

/** A stretch of the wall clock of one run. */
export interface RunWindow extends ClockWindow {
  readonly runNo: number;
  /** When a recording began, milliseconds since the epoch; `null` for a camera, whose frames tell their own time. */
  readonly recordedMs: number | null;
  /** All of the run lies in it. */
  readonly isWhole: boolean;
}

/** A zone, and where it is. */
export interface ResolvedZone extends Zone {
  readonly anchor: Anchor;
  /** Runs in whose pictures it is drawn; `null`: in all. */
  readonly runNos: readonly number[] | null;
}

type Zones = 'zone' | 'zones' | 'anchor';
type Named = 'run' | 'video' | 'label' | 'notLabel' | 'where' | 'with' | 'without' | 'then' | 'minConfidence' | 'limit';
type Clock = 'since' | 'until' | 'timeOfDay' | 'weekday' | 'tz';

/** A filter whose names have become the numbers by which rows name them; `null`: any. */
export interface ResolvedFilter extends Omit<DetectionFilter, Named | Clock | Zones> {
  readonly runNos: readonly number[] | null;
  readonly zone: readonly ResolvedZone[] | null;
  readonly labelNos: readonly number[] | null;
  readonly notLabelNos: readonly number[];
  readonly minConfidence: { readonly others: number; readonly byLabelNo: ReadonlyMap<number, number> } | null;
  readonly where: ResolvedCondition | null;
  readonly with: readonly number[] | null;
  readonly without: readonly number[] | null;
  /** Labels that have to come later. */
  readonly followedBy: readonly number[] | null;
  /** Where the wall clock has to be; `null`: anywhere. */
  readonly windows: readonly RunWindow[] | null;
}
