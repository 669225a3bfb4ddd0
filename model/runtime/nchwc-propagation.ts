import { type EditedConstant, type EditedNode, newNode, type OnnxGraphEditor } from '../onnx/onnx-graph-editor.ts';
import { BLOCKED_DOMAIN } from './block-size.ts';
import { ELEMENTWISE } from './elementwise.ts';

/** Every block size that the runtime uses divides this. */
const BLOCK = 16;

/** A value that exists in the blocked layout. */
interface Blocked {
  readonly name: string;
  readonly channels: number;
}

/**
 * Pass over a graph that ONNX Runtime has optimised: element-wise operators, channel concatenations and channel slices
 * between blocked convolutions stay in the blocked layout (NCHWc), and the changes of layout around them go. The runtime
 * only knows a few operators as indifferent to layout. Results are the same to the bit.
 */
export function propagateNchwc({ nodes, constants, outputs }: OnnxGraphEditor): EditedNode[] {
  const blocked = new Map<string, Blocked>();
  const renamed = new Map<string, string>();
  const kept: EditedNode[] = [];
  const isScalar = (name: string) => isOne(constants.get(name));

  for (const original of nodes) {
    const node = { ...original, inputs: original.inputs.map((name) => renamed.get(name) ?? name) };
    const [input = ''] = node.inputs;
    const [output = ''] = node.outputs;
    const twin = blocked.get(input);
    const channels = node.integers.get('channels') ?? 0;
    if (node.opType === 'ReorderOutput' && isMultipleOfBlock(channels)) {
      blocked.set(output, { name: input, channels });
    } else if (node.opType === 'ReorderInput' && twin) {
      renamed.set(output, twin.name);
    } else {
      const data = node.inputs.filter((name) => !isScalar(name));
      const left = channelsLeft(node, data, blocked, constants);
      if (left === null) {
        kept.push(node);
        continue;
      }
      const name = `${output}_blocked`;
      blocked.set(output, { name, channels: left });
      kept.push({ ...node, inputs: node.inputs.map((value) => blocked.get(value)?.name ?? value), outputs: [name] });
    }
  }
  return withNeededReorders(kept, blocked, outputs);
}

/** Channels of what a node makes, when it can work on blocked values; else `null`. */
function channelsLeft(
  { opType, domain, inputs, integers }: EditedNode,
  data: readonly string[],
  blocked: ReadonlyMap<string, Blocked>,
  constants: OnnxGraphEditor['constants'],
): number | null {
  const twins = data.flatMap((name) => blocked.get(name) ?? []);
  const [first] = twins;
  if (!first) return null;
  if (opType === 'Slice' && domain === '') {
    const [start, end, axis, step = 1] = inputs.slice(1).map((name) => constants.get(name)?.integers?.[0]);
    const isCut = start !== undefined && end !== undefined && axis === 1 && step === 1 && end <= first.channels;
    return isCut &&
      inputs.slice(1).every((name) => isOne(constants.get(name))) &&
      isMultipleOfBlock(start) &&
      isMultipleOfBlock(end)
      ? end - start
      : null;
  }
  if (twins.length !== data.length) return null;
  if (opType === 'Concat' && integers.get('axis') === 1) return twins.reduce((sum, { channels }) => sum + channels, 0);
  const isIndifferent = ELEMENTWISE.has(opType) && domain !== BLOCKED_DOMAIN;
  return isIndifferent && twins.every(({ channels }) => channels === first.channels) ? first.channels : null;
}

/** Puts changes of layout back where a value is read in both layouts. */
function withNeededReorders(
  nodes: readonly EditedNode[],
  blocked: ReadonlyMap<string, Blocked>,
  outputs: ReadonlySet<string>,
): EditedNode[] {
  const made = new Set(nodes.flatMap((node) => node.outputs));
  const needed = new Set([...nodes.flatMap((node) => node.inputs), ...outputs].filter((name) => !made.has(name)));
  const reordersOf = new Map<string, EditedNode[]>();
  for (const [plain, { name, channels }] of blocked) {
    if (!needed.has(plain)) continue;
    const reorder = newNode('ReorderOutput', [name], plain, { channels }, BLOCKED_DOMAIN);
    reordersOf.set(name, [...(reordersOf.get(name) ?? []), reorder]);
  }
  return nodes.flatMap((node) => [node, ...node.outputs.flatMap((output) => reordersOf.get(output) ?? [])]);
}

function isMultipleOfBlock(channels: number): boolean {
  return channels % BLOCK === 0;
}

/** Whether a constant is one number, whatever its dimensions. */
function isOne(constant: EditedConstant | undefined): boolean {
  return constant?.dims.every((dim) => dim === 1) ?? false;
}
