/** Finds what holds the work up, in words, details in brackets behind them; `null` where nothing does. Does not throw. */
export type HoldUpLook = () => Promise<string | null>;

const LOOK_INTERVAL_MS = 1_000;
/** What is over sooner is not worth a word. */
const PATIENCE_MS = 4_000;

/** Looks every second at what the work needs, and tells what holds it up: when that has lasted, when it becomes another, and when it is over. */
export class HoldUpWatch {
  readonly #looks: readonly HoldUpLook[];
  readonly #tell: (holdUp: string | null) => void;
  readonly #patienceMs: number;
  #seen: { readonly kind: string; readonly since: number } | null = null;
  #toldKind: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  /**
   * @param looks - the first that finds something counts
   * @param tell - is given what holds the work up, and `null` when it goes on
   */
  constructor(looks: readonly HoldUpLook[], tell: (holdUp: string | null) => void, patienceMs = PATIENCE_MS) {
    this.#looks = looks;
    this.#tell = tell;
    this.#patienceMs = patienceMs;
    this.#lookLater();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #lookLater(): void {
    const intervalMs = Math.min(LOOK_INTERVAL_MS, this.#patienceMs / 2);
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.#look(), intervalMs);
  }

  async #look(): Promise<void> {
    const holdUp = await this.#find();
    if (this.#isClosed) return;
    const now = performance.now();
    const kind = holdUp?.split(' (')[0] ?? null;
    if (kind !== (this.#seen?.kind ?? null)) this.#seen = kind === null ? null : { kind, since: now };
    const isLasting = this.#seen !== null && now - this.#seen.since >= this.#patienceMs;
    if (this.#toldKind !== kind && (isLasting || kind === null)) {
      this.#toldKind = kind;
      this.#tell(holdUp);
    }
    this.#lookLater();
  }

  async #find(): Promise<string | null> {
    for (const look of this.#looks) {
      const holdUp = await look();
      if (holdUp !== null) return holdUp;
    }
    return null;
  }
}
