/** The smallest FLOAT that is no less than a number. */
export function floatFrom(number: number): number {
  const float = Math.fround(number);
  return float >= number ? float : nextFloat(float, 1);
}

/** The largest FLOAT that is no more than a number. */
export function floatUpTo(number: number): number {
  const float = Math.fround(number);
  return float <= number ? float : nextFloat(float, -1);
}

/** As SQL has it: as text, which DuckDB reads to the last bit; numbers with many digits it takes for decimals. */
export function floatText(float: number): string {
  return `'${float}'::FLOAT`;
}

/** The FLOAT beside another one. */
function nextFloat(float: number, direction: 1 | -1): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, float === 0 ? 0 : float);
  const bits = view.getInt32(0);
  if (float === 0) view.setInt32(0, direction === 1 ? 1 : -0x7fffffff);
  else view.setInt32(0, bits + (float > 0 === (direction === 1) ? 1 : -1));
  return view.getFloat32(0);
}
