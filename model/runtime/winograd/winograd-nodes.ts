import type { Size } from '../../../shared/geometry.ts';
import { NCHWC_DOMAIN } from '../nchwc-layout.ts';
import { NodeList } from '../node-list.ts';
import { outer, type TileForm } from './tiles.ts';

/** A 3 × 3 convolution at stride 1 with a padding of 1, in the runtime's layout NCHWc: `[1, channels / B, H, W, B]` in memory. */
export interface NchwcConvolution {
  readonly input: string;
  readonly output: string;
  /** Name of the constant: `[filters, channels, 3, 3]`, in memory `[filters / B, channels / B, 3, 3, B, B]`. */
  readonly weights: string;
  /** Name of the constant: `[filters]`. */
  readonly biases: string | null;
  readonly filters: number;
  readonly channels: number;
  /** Of the picture. */
  readonly size: Size;
}

type Axis = 'down' | 'across';

/** Makes convolutions in Winograd's form; holds the constants that they have in common. */
export class WinogradNodes {
  readonly #shared = new NodeList();
  readonly #names = new Set<string>();

  /** @param block - channels of a block of the layout */
  constructor(private readonly block: number) {}

  /** What the nodes read beside their own constants; belongs before them. */
  get shared() {
    return this.#shared.nodes;
  }

  /**
   * One convolution, of operators that the runtime has: depthwise convolutions take the tiles of each column and then of each row into
   * the domain, one grouped convolution of 1 × 1 is all products, one matrix leads back, and the results of each tile are gathered at
   * their places. What depends on constants alone is the runtime's to compute once.
   *
   * @see A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2016
   */
  nodesOf(convolution: NchwcConvolution, form: TileForm) {
    const { input, output, filters, channels, size } = convolution;
    const { block } = this;
    const list = new NodeList();
    const named = (name: string) => `${output}_${name}`;
    const positions = form.values.length ** 2;

    const columns = this.#intoDomain(list, named('columns'), input, channels, { form, axis: 'down', size });
    const tileChannels = channels * form.values.length;
    const tiles = this.#intoDomain(list, named('tiles'), columns, tileChannels, { form, axis: 'across', size });
    const biases = this.#domainBiases(list, convolution, positions);
    const products = list.add(
      named('products'),
      'Conv',
      [tiles, this.#domainWeights(list, convolution, form), ...(biases === null ? [] : [biases])],
      { kernel_shape: [1, 1], group: positions },
      NCHWC_DOMAIN,
    );
    const byPosition = list.reshape(named('by_position'), products, [positions, -1]);
    const byResult = list.add(named('by_result'), 'MatMul', [this.#outputs(form), byPosition]);
    const blocks = list.reshape(named('blocks'), byResult, [-1, block]);
    const inPlace = list.add(named('in_place'), 'Gather', [blocks, this.#places(convolution, form)]);
    list.reshape(output, inPlace, [1, filters, size.height, size.width]);
    return list.nodes;
  }

  /** The positions of all tiles on one axis, one after the other as channels. */
  #intoDomain(
    list: NodeList,
    output: string,
    input: string,
    channels: number,
    { form, axis, size }: { readonly form: TileForm; readonly axis: Axis; readonly size: Size },
  ): string {
    const along = (one: number, other: number) => (axis === 'down' ? [one, other] : [other, one]);
    const length = axis === 'down' ? size.height : size.width;
    const { results } = form;
    const parts = form.values.map(({ factors, dilation, before }, position) => {
      const kernel = along(factors.length, 1);
      const reach = (Math.ceil(length / results) - 1) * results + (factors.length - 1) * dilation + 1;
      const pads = [...along(before, 0), ...along(reach - before - length, 0)];
      const attributes = { kernel_shape: kernel, strides: along(results, 1), dilations: along(dilation, 1), pads };
      const weights = this.#taps(`winograd${results}_${axis}${position}_${channels}`, factors, channels, kernel);
      return list.add(
        `${output}${position}`,
        'Conv',
        [input, weights],
        { ...attributes, group: channels },
        NCHWC_DOMAIN,
      );
    });
    return list.add(output, 'Concat', parts, { axis: 1 });
  }

  /** The same few weights for each channel. */
  #taps(name: string, factors: readonly number[], channels: number, kernel: readonly number[]): string {
    return this.#once(name, (list) => {
      const values = list.constant(`${name}_values`, Float32Array.from(factors));
      const column = list.reshape(`${name}_column`, values, [1, factors.length, 1]);
      const dims = list.constant(`${name}_blocks`, [channels / this.block, factors.length, this.block]);
      const blocks = list.add(`${name}_each`, 'Expand', [column, dims]);
      list.reshape(name, blocks, [channels, 1, ...kernel]);
    });
  }

  #domainWeights(
    list: NodeList,
    { output, weights, filters, channels }: NchwcConvolution,
    { results, weights: rows }: TileForm,
  ): string {
    const { block } = this;
    const matrix = this.#once(`winograd${results}_weights`, (shared, name) => {
      shared.matrix(
        name,
        rows.flatMap((across) => rows.map((down) => outer(down, across))),
      );
    });
    const named = (name: string) => `${output}_weights_${name}`;
    const blocks = list.reshape(named('blocks'), weights, [-1, 9, block * block]);
    const inDomain = list.add(named('in_domain'), 'MatMul', [matrix, blocks]);
    const byPosition = list.add(named('by_position'), 'Transpose', [inDomain], { perm: [1, 0, 2] });
    return list.reshape(named('grouped'), byPosition, [rows.length ** 2 * filters, channels, 1, 1]);
  }

  /** Biases at the first position, which is in each result once. */
  #domainBiases(list: NodeList, { output, biases, filters }: NchwcConvolution, positions: number): string | null {
    if (biases === null) return null;
    const count = (positions - 1) * filters;
    const zeros = this.#once(`winograd_zeros_${count}`, (shared, name) => {
      shared.add(name, 'ConstantOfShape', [shared.constant(`${name}_count`, [count])]);
    });
    return list.add(`${output}_biases`, 'Concat', [biases, zeros], { axis: 0 });
  }

  /** From positions to results. */
  #outputs({ results, outputs }: TileForm): string {
    return this.#once(`winograd${results}_outputs`, (shared, name) => {
      shared.matrix(
        name,
        outputs.flatMap((down) => outputs.map((across) => outer(across, down))),
      );
    });
  }

  /** By place in the picture, where the block of channels is among all tiles' first results, second ones and so on. */
  #places({ filters, size: { height, width } }: NchwcConvolution, { results }: TileForm): string {
    return this.#once(`winograd${results}_places_${filters}_${height}_${width}`, (list, name) => {
      const [tall, wide] = [Math.ceil(height / results), Math.ceil(width / results)];
      const stacks = filters / this.block;
      const places = Array.from({ length: stacks * height * width }, (_, place) => {
        const [stack, row, column] = [
          Math.floor(place / (height * width)),
          Math.floor(place / width) % height,
          place % width,
        ];
        const result = (row % results) * results + (column % results);
        return ((result * stacks + stack) * tall + Math.floor(row / results)) * wide + Math.floor(column / results);
      });
      list.constant(name, places);
    });
  }

  #once(name: string, make: (list: NodeList, name: string) => void): string {
    if (!this.#names.has(name)) make(this.#shared, name);
    this.#names.add(name);
    return name;
  }
}
