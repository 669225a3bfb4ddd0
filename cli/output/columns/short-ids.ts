/** Ids that are hashes; names that users have given are left alone. */
const DERIVED = /^(?:[rv][0-9a-f]{16}|[0-9a-f]{64})$/;
const SHORTEST = 8;

/** Beginnings of ids: as short as can be, and each of one id only among those that are known. */
export class ShortIds {
  readonly #sorted: readonly string[];

  constructor(known: Iterable<string>) {
    this.#sorted = [...new Set(known)].sort();
  }

  /** A beginning by which an id is told from all others; other names as they are. */
  of(id: string): string {
    if (!DERIVED.test(id)) return id;
    const at = this.#sorted.indexOf(id);
    // what is nearest in the order of letters shares most of them
    const neighbours = at < 0 ? this.#sorted : [this.#sorted[at - 1], this.#sorted[at + 1]];
    const shared = neighbours.map((other) => (other === undefined ? 0 : sharedLength(id, other)));
    return id.slice(0, Math.max(SHORTEST, ...shared.map((length) => length + 1)));
  }
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
