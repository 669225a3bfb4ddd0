/** What a layer hands on: float64, `[channels, height, width]`, row-major. */
export interface PlaneStack {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly values: Float64Array;
}

/** Several stacks of one size, one after the other. */
export function stacked(stacks: readonly PlaneStack[]): PlaneStack {
  const { height, width } = stacks[0]!;
  const channels = stacks.reduce((sum, stack) => sum + stack.channels, 0);
  const values = new Float64Array(channels * height * width);
  let at = 0;
  for (const stack of stacks) {
    if (stack.height !== height || stack.width !== width) throw new Error('stacks of different sizes');
    values.set(stack.values, at);
    at += stack.values.length;
  }
  return { channels, height, width, values };
}

/** Part `id` of `groups` of the channels. */
export function partOf({ channels, height, width, values }: PlaneStack, groups: number, id: number): PlaneStack {
  const part = channels / groups;
  const length = part * height * width;
  return { channels: part, height, width, values: values.subarray(id * length, (id + 1) * length) };
}
