import type { Random } from '../../demo/render/random.ts';
import type { Fault, Scene } from './fault.ts';
import { pause } from './pause.ts';

/** Faults that last may overlap; more than this many at once would leave nothing that works. */
const MOST_AT_ONCE = 3;

/** @param what - what the fault struck */
export type FaultReport = (kind: string, what: string) => void;

/**
 * Makes faults until the scene calms down. Which faults, when and with which numbers comes from the seed alone; which process
 * plays the part at that moment is the machine's.
 */
export async function strikeAll(
  faults: readonly Fault[],
  scene: Scene,
  random: Random,
  faultsPerMinute: number,
  report: FaultReport,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let deck: Fault[] = [];
  for (let n = 0; ; n++) {
    await pause(random.between(0.2, 1.8) * (60_000 / faultsPerMinute), scene.calm);
    if (scene.calm.aborted) break;
    if (deck.length === 0) deck = shuffled(faults, random.fork(`deck-${n}`));
    const fault = deck.pop()!;
    const draws = random.fork(n);
    if (underWay.size >= MOST_AT_ONCE) continue;
    const strike: Promise<void> = fault
      .strike(scene, draws, (what) => report(fault.kind, what))
      .finally(() => underWay.delete(strike));
    underWay.add(strike);
  }
  await Promise.all(underWay);
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((item) => ({ item, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
