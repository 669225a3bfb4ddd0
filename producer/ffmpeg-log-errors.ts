const keptLines = 20;

/** The last errors on ffmpeg's log, fit to be shown: without addresses of its objects and without the input's own name. */
export class FfmpegLogErrors {
  readonly #lines: string[] = [];

  /** @param names - how the log may call the input, credentials and all; each is shown as `input` */
  constructor(private readonly names: readonly string[]) {}

  read(line: string): void {
    const match = /\[(?:error|fatal|panic)\] (.*\S)/.exec(line);
    if (!match?.[1]) return;
    const text = this.names.reduce((shown, name) => shown.replaceAll(name, 'input'), match[1]);
    this.#lines.push(text);
    if (this.#lines.length > keptLines) this.#lines.shift();
  }

  /** Whether it told of missing or damaged bytes; many sound streams draw other errors. */
  get isAboutDamage(): boolean {
    return this.#lines.some((line) =>
      /partial file|prematurely|truncat|corrupt|invalid data|error reading/i.test(line),
    );
  }

  /** What it said last, as the end of a sentence. */
  summary(): string {
    const kept = this.#lines.filter((line) => !/^(Conversion failed|Error opening (input|output) file)/.test(line));
    return [...new Set(kept.slice(-2))].join('; ') || 'nothing';
  }
}
