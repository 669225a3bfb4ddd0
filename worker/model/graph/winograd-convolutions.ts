import type { ConvolutionNode, Graph, Pass } from './graph.ts';

/** Channels have to fill whole blocks of the runtime's layout. */
const BLOCK = 16;
/** With fewer channels, changing into Winograd's domain and back costs more than it saves. */
const LEAST_CHANNELS = 64;
/** Heights and widths of pictures are multiples of this. */
const SIZE_STEP = 32;

/**
 * Pass: marks the folded 3 × 3 convolutions that are cheaper in Winograd's form, with 16 products where 36 would be.
 *
 * @param leastProducts - of a convolution at the graph's own size; smaller ones are done before Winograd's many steps are
 */
export function winogradConvolutions(leastProducts: number): Pass {
  return ({ input, nodes, outputs }) => {
    const mayBeOdd = ({ shape }: ConvolutionNode) =>
      [shape.height / input.height, shape.width / input.width].some((part) => (SIZE_STEP * part) % 2 !== 0);
    return {
      input,
      nodes: nodes.map((node) =>
        node.op === 'convolution' && fits(node) && productsOf(node) >= leastProducts
          ? { ...node, winograd: { mayBeOdd: mayBeOdd(node) } }
          : node,
      ),
      outputs,
    } satisfies Graph;
  };
}

function fits({ size, stride, padding, groups, batchNorm, weights }: ConvolutionNode): boolean {
  const [filters = 0, channels = 0] = weights.dims;
  const isPlain = size === 3 && stride === 1 && padding === 1 && groups === 1 && batchNorm === null;
  return isPlain && [filters, channels].every((count) => count >= LEAST_CHANNELS && count % BLOCK === 0);
}

function productsOf({ weights, shape }: ConvolutionNode): number {
  return weights.dims.reduce((product, dim) => product * dim, 1) * shape.height * shape.width;
}
