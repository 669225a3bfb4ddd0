/** How sure detections have to be. */
export interface MinConfidence {
  /** Of labels that are not named. */
  readonly others: number;
  readonly byLabel: ReadonlyMap<string, number>;
}

/**
 * Reads `0.5`, or `0.5,dog=0.3,"traffic, light"=0.6`: a number for all, and others for labels that differ.
 *
 * @returns `null` for anything else
 */
export function parseMinConfidence(text: string): MinConfidence | null {
  const part = /\s*(?:(?:"((?:[^"]|"")+)"|([^",=]+?))\s*=\s*)?(\d+\.?\d*|\.\d+)\s*(,|$)/y;
  const byLabel = new Map<string, number>();
  let others: number | null = null;
  for (;;) {
    const match = part.exec(text);
    const value = Number(match?.[3]);
    if (!match || value > 1) return null;
    const label = match[1]?.replaceAll('""', '"') ?? match[2];
    if (label === undefined && others !== null) return null;
    if (label === undefined) others = value;
    else byLabel.set(label, value);
    if (match[4] === '') return { others: others ?? 0, byLabel };
  }
}
