const KEY = 'framefleet-token';

/** The token of this tab: it is kept until the tab is closed, and is in no link. */
export class Session {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** `null`: none was given. */
  get token(): string | null {
    return this.#storage.getItem(KEY);
  }

  keep(token: string): void {
    this.#storage.setItem(KEY, token);
  }

  forget(): void {
    this.#storage.removeItem(KEY);
  }

  /**
   * Takes a token out of a link (`#token=…`, as `framefleet open` prints it).
   *
   * @returns the rest of it, to be shown in its place; `null` where it holds none
   */
  takeFrom(hash: string): string | null {
    const [, token, rest = ''] = /^#?token=([A-Za-z0-9._~-]+)(?:&(.*))?$/s.exec(hash) ?? [];
    if (token === undefined) return null;
    this.keep(token);
    return rest;
  }
}
