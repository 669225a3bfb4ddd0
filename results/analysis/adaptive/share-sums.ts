/** Of some frames, each with a number of things of which some are right: what says how large their share is, and how much it varies. */
export interface ShareSums {
  readonly frames: number;
  readonly all: number;
  readonly right: number;
  readonly allSquares: number;
  readonly rightSquares: number;
  /** Of both, frame by frame. */
  readonly products: number;
}

export function sumsOf(frames: readonly { readonly all: number; readonly right: number }[]): ShareSums {
  return addedSums(
    frames.map(({ all, right }) => ({
      ...{ frames: 1, all, right },
      ...{ allSquares: all ** 2, rightSquares: right ** 2, products: all * right },
    })),
  );
}

export function addedSums(sums: readonly ShareSums[]): ShareSums {
  const sum = (of: (sums: ShareSums) => number) => sums.reduce((total, one) => total + of(one), 0);
  return {
    frames: sum(({ frames }) => frames),
    all: sum(({ all }) => all),
    right: sum(({ right }) => right),
    allSquares: sum(({ allSquares }) => allSquares),
    rightSquares: sum(({ rightSquares }) => rightSquares),
    products: sum(({ products }) => products),
  };
}
