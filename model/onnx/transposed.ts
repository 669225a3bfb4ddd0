/** The columns of a matrix as rows. */
export function transposed<T extends Int8Array | Float32Array>(values: T, rows: number): T {
  const columns = values.length / rows;
  const result = values.slice() as T;
  for (let row = 0, index = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, index++) result[column * rows + row] = values[index]!;
  }
  return result;
}
