/** A probability from a head's raw value; heads of `new_coords` hold probabilities already. */
export function activated(raw: number, isActivated: boolean): number {
  return isActivated ? raw : 1 / (1 + Math.exp(-raw));
}

/** Width or height in anchors. */
export function sizeFactor(raw: number, isActivated: boolean): number {
  return isActivated ? 4 * raw * raw : Math.exp(raw);
}

/**
 * A bound just below which no raw value's probability exceeds `probability`; what passes it is to be compared exactly.
 *
 * @returns −∞ for 0, NaN (which nothing exceeds) above 1
 */
export function rawBound(probability: number, isActivated: boolean): number {
  return isActivated ? probability : Math.log(probability / (1 - probability)) - 1e-6;
}
