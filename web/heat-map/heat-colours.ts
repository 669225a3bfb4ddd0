/** Points of viridis, which is read in grey and by the colour-blind too. @see Smith and van der Walt, matplotlib */
const VIRIDIS = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
] as const;

/** The colour of a share, 0..1. */
export function heatColour(share: number): readonly [red: number, green: number, blue: number] {
  const at = Math.min(Math.max(share, 0), 1) * (VIRIDIS.length - 1);
  const [low, high] = [VIRIDIS[Math.floor(at)]!, VIRIDIS[Math.ceil(at)]!];
  const part = at - Math.floor(at);
  return [mixed(low[0], high[0], part), mixed(low[1], high[1], part), mixed(low[2], high[2], part)];
}

function mixed(low: number, high: number, part: number): number {
  return Math.round(low + (high - low) * part);
}
