/** A FLOAT with the seven digits that it holds: 0.7, not 0.699999988079071. */
export function sevenDigits(value: number): number {
  return Number(value.toPrecision(7));
}

/** With so many digits behind the point. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
