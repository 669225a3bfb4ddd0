import { NUMBERS, type PackedResult } from '../shared/packed-result.ts';

/** No frame is so large; edges beyond are a model gone astray. */
const MAX_COORDINATE = 1e9;
const LAST_INT32 = 2_147_483_647;

/** What is wrong with the frames of a result, beyond what its schema can say; `null` where nothing is. */
export function faultOfFrames(result: PackedResult): string | null {
  const { state, frames, failures, carried = [], chunkIndex, frameCount } = result;
  const indexes = new Set([...frames, ...failures, ...carried].map(({ frameIndex }) => frameIndex));
  const counted = frames.length + failures.length + carried.length;
  if (state === 'stored' && (counted !== frameCount || indexes.size !== frameCount)) {
    return `Expected \`frames\`, \`failures\` and \`carried\` to have ${frameCount} entries (\`frameCount\`), one for each frame, got ${counted} of ${indexes.size} frames.`;
  }
  const odd = carried.find(({ frameIndex, from }) => from.frameIndex >= frameIndex || from.chunkIndex > chunkIndex);
  if (!odd) return null;
  return `Expected frames in \`carried\` to be the same as earlier ones, got frame ${odd.frameIndex} for ${odd.from.frameIndex} of chunk ${odd.from.chunkIndex}.`;
}

/** What is wrong with the detections of a result; `null` where nothing is. There are hundreds of thousands a second: nothing is made of one. */
export function faultOfNumbers({ labels, numbers }: Pick<PackedResult, 'labels' | 'numbers'>): string | null {
  const isNamed = new Uint8Array(labels.length);
  for (let at = 0; at < numbers.length; at += NUMBERS) {
    const place = numbers[at]!;
    const classId = numbers[at + 1]!;
    const confidence = numbers[at + 2]!;
    if (!isWhole(place, labels.length - 1))
      return `Expected places in a list of ${labels.length} labels, got ${place}.`;
    if (!isWhole(classId, LAST_INT32)) return `Expected classes to be whole numbers from 0 on, got ${classId}.`;
    if (!(confidence >= 0 && confidence <= 1)) return `Expected confidences within 0..1, got ${confidence}.`;
    for (let edge = at + 3; edge < at + NUMBERS; edge++) {
      if (!(Math.abs(numbers[edge]!) <= MAX_COORDINATE)) return farEdge(numbers[edge]!);
    }
    isNamed[place] = 1;
  }
  const named = isNamed.reduce((sum, one) => sum + one, 0);
  if (named === labels.length) return null;
  return `Expected labels of detections, got ${labels.length}, of which ${named} have one.`;
}

function isWhole(value: number, last: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= last;
}

function farEdge(edge: number): string {
  return `Expected box edges within ±${MAX_COORDINATE}, got ${edge}.`;
}
