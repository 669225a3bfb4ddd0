/** Frames by what they are for; none serves twice. */
export interface SplitFrames<T> {
  /** Ranges of values are taken down on these. */
  readonly calibration: readonly T[];
  /** Whatever there is to choose is chosen by these. */
  readonly validation: readonly T[];
  /** Have chosen nothing: what is measured on them is what to expect of others. */
  readonly test: readonly T[];
}

/** What becomes of four frames in turn. */
const ROLES = ['calibration', 'test', 'calibration', 'validation'] as const;

/** As few frames as can be split. */
export const LEAST_FRAMES = ROLES.length;

/**
 * Splits frames into parts, each from all over them: a half, a quarter and a quarter.
 *
 * @param isTestedElsewhere - then what would be for the test calibrates too
 */
export function splitFrames<T>(frames: readonly T[], isTestedElsewhere: boolean): SplitFrames<T> {
  const roleOf = (index: number) => ROLES[index % ROLES.length]!;
  const part = (role: (typeof ROLES)[number]) => frames.filter((_, index) => roleOf(index) === role);
  const validation = part('validation');
  if (!isTestedElsewhere) return { calibration: part('calibration'), validation, test: part('test') };
  return { calibration: frames.filter((_, index) => roleOf(index) !== 'validation'), validation, test: [] };
}
