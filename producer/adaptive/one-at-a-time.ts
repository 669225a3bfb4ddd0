/** Work that is done again and again, one time after the other, also beside whoever wants it done. */
export class OneAtATime {
  #underWay: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(private readonly work: () => Promise<void>) {}

  /** @returns once it is done, or what is under way is. @throws what it throws, or threw before */
  async do(): Promise<void> {
    this.throwFailure();
    this.#underWay ??= this.work()
      .catch((error: unknown) => {
        this.#failure = { error };
        throw error;
      })
      .finally(() => {
        this.#underWay = null;
      });
    await this.#underWay;
  }

  /** Has it done while the caller goes on, who asks for its failure later. */
  doBeside(): void {
    this.do().catch(() => undefined);
  }

  /** @throws what it threw once */
  throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
