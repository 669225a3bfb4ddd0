/** What it gives and costs to compute one more layer in floats. */
export interface MixedPrecisionTrial {
  /** Index in the cfg, from 0. */
  readonly layer: number;
  /** Decibels that the worst head gains. */
  readonly gain: number;
  /** Points of the loss measure that are won back; below 0 where more is lost. */
  readonly lossGain: number;
  /** Median of a frame without it. */
  readonly milliseconds: number;
  /** Median of what a frame takes longer with it, taking turns with the graph without. */
  readonly cost: number;
  readonly isKept: boolean;
}

/** A graph that is measured. */
export interface MeasuredGraph {
  readonly signalToNoise: readonly number[];
  readonly loss: number;
}

/** What differs by less is chance. */
const LEAST_GAIN = 0.3;
const LOSS_CHANCE = 0.1;
/** What a decibel may cost of a frame's time. One more bit gives 6 and about doubles the time. */
const PRICE = 0.1;

/** Whether a layer in floats is worth its time: the worst head gains, at a fair price, and the loss measure does not object. */
export function isWorthwhile({
  gain,
  lossGain,
  milliseconds,
  cost,
}: Omit<MixedPrecisionTrial, 'layer' | 'isKept'>): boolean {
  return gain >= LEAST_GAIN && cost <= PRICE * gain * milliseconds && lossGain >= -LOSS_CHANCE;
}

/**
 * Tries layers in floats one after the other, each beside those that were kept before it.
 *
 * @param start - the graph without any
 * @param quantize - the graph with some layers in floats, measured
 * @param timed - medians of a frame without, and of what it takes longer with
 */
export async function mixedPrecisionTrials<T extends MeasuredGraph>(
  layers: readonly number[],
  start: T,
  quantize: (floatLayers: ReadonlySet<number>) => Promise<T>,
  timed: (without: T, withOneMore: T) => Promise<Pick<MixedPrecisionTrial, 'milliseconds' | 'cost'>>,
): Promise<{ readonly best: T; readonly floatLayers: ReadonlySet<number>; readonly trials: MixedPrecisionTrial[] }> {
  let best = start;
  let floatLayers: ReadonlySet<number> = new Set();
  const trials: MixedPrecisionTrial[] = [];
  for (const layer of layers) {
    const tried = new Set([...floatLayers, layer]);
    const graph = await quantize(tried);
    const facts = {
      gain: Math.min(...graph.signalToNoise) - Math.min(...best.signalToNoise),
      lossGain: best.loss - graph.loss,
      ...(await timed(best, graph)),
    };
    const isKept = isWorthwhile(facts);
    trials.push({ layer, ...facts, isKept });
    if (isKept) [best, floatLayers] = [graph, tried];
  }
  return { best, floatLayers, trials };
}
