import type { Size } from '../../shared/geometry.ts';
import { RUNTIME_DOMAIN } from '../onnx/messages.ts';
import { type EditedNode, newNode, type OnnxGraphEditor } from '../onnx/onnx-graph-editor.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { NCHWC_DOMAIN } from './nchwc-layout.ts';
import { isChannelsLast, isNumber, isSameSize, type PlaneSize, spatialSizes } from './spatial-sizes.ts';

/** Every block size that the runtime uses divides this. */
const BLOCK = 16;

/** A value that exists in the layout NCHWc. */
interface NchwcValue {
  readonly name: string;
  readonly channels: number;
}

/** What the pass knows when it comes to a node. */
interface Known {
  /** By name in the plain layout. */
  readonly nchwc: ReadonlyMap<string, NchwcValue>;
  readonly sizes: ReadonlyMap<string, PlaneSize>;
  readonly constants: OnnxGraphEditor['constants'];
}

/**
 * Pass over a graph that ONNX Runtime has optimised: value-wise operators, channel concatenations and channel slices between
 * convolutions in the runtime's layout NCHWc stay in that layout, and the changes of layout around them go. The runtime only
 * knows a few operators as indifferent to layout. Results are the same to the bit.
 *
 * A node is changed where it follows from the graph that its inputs are planes of one size and one number of channels; what
 * scales or repeats planes (squeeze-excite) is left as it is, and so is every operator that is not known here.
 *
 * @see microsoft/onnxruntime, onnxruntime/core/optimizer/nchwc_transformer.cc, for the layout and the operators on it
 */
export function propagateNchwc(graph: OnnxGraphEditor, frame: Size | null): EditedNode[] {
  const { constants, outputs } = graph;
  const sizes = spatialSizes(graph, frame);
  const nchwc = new Map<string, NchwcValue>();
  const renamed = new Map<string, string>();
  const kept: EditedNode[] = [];

  for (const original of graph.nodes) {
    const node = { ...original, inputs: original.inputs.map((name) => renamed.get(name) ?? name) };
    const [input = ''] = node.inputs;
    const [output = ''] = node.outputs;
    const twin = nchwc.get(input);
    const channels = node.integers.get('channels') ?? 0;
    if (node.opType === 'ReorderOutput' && isMultipleOfBlock(channels) && !isChannelsLast(node)) {
      nchwc.set(output, { name: input, channels });
    } else if (node.opType === 'ReorderInput' && twin && !isChannelsLast(node)) {
      renamed.set(output, twin.name);
    } else {
      const made = channelsMade(node, { nchwc, sizes, constants });
      if (made === null) {
        kept.push(node);
        continue;
      }
      const name = `${output}_nchwc`;
      nchwc.set(output, { name, channels: made });
      kept.push({ ...node, inputs: node.inputs.map((value) => nchwc.get(value)?.name ?? value), outputs: [name] });
    }
  }
  return withNeededReorders(kept, nchwc, outputs);
}

/** Channels of what a node makes, where it can work on values in NCHWc; else `null`. */
function channelsMade(node: EditedNode, { nchwc, sizes, constants }: Known): number | null {
  const { opType, domain, inputs, integers } = node;
  if (domain !== '' && domain !== RUNTIME_DOMAIN) return null;
  if (opType === 'Slice') return channelsCut(node, nchwc.get(inputs[0] ?? ''), constants);
  const planes = inputs.filter((name) => name !== '' && !isNumber(constants, name));
  const twins = planes.flatMap((name) => nchwc.get(name) ?? []);
  const [first] = twins;
  if (!first || twins.length !== planes.length) return null;
  if (opType === 'Concat' && integers.get('axis') === 1) return twins.reduce((sum, { channels }) => sum + channels, 0);
  const areAlike =
    ELEMENTWISE.has(opType) &&
    twins.every(({ channels }) => channels === first.channels) &&
    planes.every((name) => name === planes[0] || isSameSize(sizes.get(name), sizes.get(planes[0]!)));
  return areAlike ? first.channels : null;
}

/** Channels that a slice leaves, where it cuts between blocks; else `null`. */
function channelsCut(
  { inputs }: EditedNode,
  value: NchwcValue | undefined,
  constants: OnnxGraphEditor['constants'],
): number | null {
  const bounds = inputs.slice(1);
  const [start, end, axis, step = 1] = bounds.map((name) => constants.get(name)?.integers?.[0]);
  if (!value || start === undefined || end === undefined || axis !== 1 || step !== 1) return null;
  const isInside = start >= 0 && start < end && end <= value.channels;
  const isCut = isInside && isMultipleOfBlock(start) && isMultipleOfBlock(end);
  return isCut && bounds.every((name) => isNumber(constants, name)) ? end - start : null;
}

/** Puts changes of layout back where a value is read in both layouts. */
function withNeededReorders(
  nodes: readonly EditedNode[],
  nchwc: ReadonlyMap<string, NchwcValue>,
  outputs: ReadonlySet<string>,
): EditedNode[] {
  const made = new Set(nodes.flatMap((node) => node.outputs));
  const needed = new Set([...nodes.flatMap((node) => node.inputs), ...outputs].filter((name) => !made.has(name)));
  const reordersOf = new Map<string, EditedNode[]>();
  for (const [plain, { name, channels }] of nchwc) {
    if (!needed.has(plain)) continue;
    const reorder = newNode('ReorderOutput', [name], plain, { channels }, NCHWC_DOMAIN);
    reordersOf.set(name, [...(reordersOf.get(name) ?? []), reorder]);
  }
  return nodes.flatMap((node) => [node, ...node.outputs.flatMap((output) => reordersOf.get(output) ?? [])]);
}

function isMultipleOfBlock(channels: number): boolean {
  return channels % BLOCK === 0;
}
