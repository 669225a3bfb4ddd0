/** One `[name]` block of a darknet cfg: its options as text. */
export interface Block {
  readonly name: string;
  readonly options: ReadonlyMap<string, string>;
}

/** The blocks of a darknet cfg, in order, `[net]` first. */
export function readCfg(text: string): Block[] {
  const blocks: { name: string; options: Map<string, string> }[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.split('#')[0]!.trim();
    if (line.startsWith('[')) blocks.push({ name: line.slice(1, line.indexOf(']')), options: new Map() });
    else if (line.includes('=')) {
      const at = line.indexOf('=');
      blocks.at(-1)!.options.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
    }
  }
  return blocks;
}

/** A number of a block. @param otherwise - without it the option must be there */
export function numberOf({ name, options }: Block, key: string, otherwise?: number): number {
  const value = Number(options.get(key) ?? otherwise);
  if (Number.isNaN(value)) throw new Error(`[${name}] has no number ${key}`);
  return value;
}

/** Numbers of a block, separated by commas. */
export function numbersOf({ options }: Block, key: string): number[] {
  return options.get(key)!.split(',').map(Number);
}
