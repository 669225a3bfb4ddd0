const DIGITS = 7;
const LARGEST = 10 ** DIGITS;

/** A FLOAT with the seven digits that it holds: 0.7, not 0.699999988079071. */
export function sevenDigits(value: number): number {
  const size = Math.abs(value);
  if (size < 0.1 || size >= LARGEST || Math.fround(value) !== value) return Number(value.toPrecision(DIGITS));
  // the same without a text between, which takes five times as long: a FLOAT has 24 bits, 10^7 also, so that the product is exact
  let scale = LARGEST;
  for (let bound = 1; size >= bound; bound *= 10) scale /= 10;
  const rounded = Math.round(size * scale) / scale;
  return value < 0 ? -rounded : rounded;
}

/** With so many digits behind the point. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
