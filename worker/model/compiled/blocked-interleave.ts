import { type FileNode, newNode } from './graph-file.ts';

/**
 * `DepthToSpace` by 2 of four values side by side, all in the blocked layout: `[N, C / B, H, W, B]` in memory, B being the
 * runtime's block. Rows of blocks are put side by side, then rows of the picture: two copies instead of a change of layout
 * there and back.
 *
 * @param results - at even rows and columns, even rows and odd columns, odd and even, odd and odd
 * @param channels - of each
 */
export function interleavedNodes(
  results: readonly string[],
  output: string,
  channels: number,
  block: number,
): FileNode[] {
  const { named, constant } = within(output);
  const rows = [0, 1].flatMap((row) => [
    ...[0, 1].map((column) =>
      newNode('Reshape', [results[2 * row + column]!, named('by_block')], named(`blocks${row}${column}`)),
    ),
    newNode('Concat', [named(`blocks${row}0`), named(`blocks${row}1`)], named(`columns${row}`), { axis: 4 }),
    newNode('Reshape', [named(`columns${row}`), named('by_row')], named(`row${row}`)),
  ]);
  return [
    constant('by_block', [0, channels / block, 0, -1, block]),
    constant('by_row', [0, 0, 0, -1]),
    ...rows,
    newNode('Concat', [named('row0'), named('row1')], named('rows'), { axis: 3 }),
    newNode('Shape', [results[0]!], named('half_size'), { start: 2, end: 4 }),
    constant('twice', [2]),
    newNode('Mul', [named('half_size'), named('twice')], named('size')),
    constant('channels', [0, channels]),
    newNode('Concat', [named('channels'), named('size')], named('shape'), { axis: 0 }),
    newNode('Reshape', [named('rows'), named('shape')], output),
  ];
}

/**
 * The upper left part of pictures in the blocked layout.
 *
 * @param cut - names of where it begins, of its height and width, and of the axes
 */
export function croppedNodes(
  input: string,
  [start, size, axes]: readonly [string, string, string],
  output: string,
  channels: number,
  block: number,
): FileNode[] {
  const { named, constant } = within(output);
  return [
    newNode('Shape', [input], named('whole_size'), { start: 2, end: 4 }),
    constant('blocks', [-1, channels / block]),
    constant('block', [block]),
    newNode('Concat', [named('blocks'), named('whole_size'), named('block')], named('by_block'), { axis: 0 }),
    newNode('Reshape', [input, named('by_block')], named('whole')),
    newNode('Slice', [named('whole'), start, size, axes], named('part')),
    constant('channels', [-1, channels]),
    newNode('Concat', [named('channels'), size], named('shape'), { axis: 0 }),
    newNode('Reshape', [named('part'), named('shape')], output),
  ];
}

/** Names of values on the way to one, and constants among them. */
function within(output: string) {
  const named = (name: string) => `${output}_${name}`;
  const constant = (name: string, values: readonly number[]) =>
    newNode('Constant', [], named(name), { value_ints: values });
  return { named, constant };
}
