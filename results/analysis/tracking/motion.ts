import type { BoundingBox } from '../../../shared/detection.ts';

/** Standard deviations, as shares of the box's side (square root of its area). */
const MEASUREMENT = 0.05;
/** Of how a speed changes, in sides a second, within one second: people and cars are no flies. */
const ACCELERATION = 0.3;
/** Of how a position jitters beside that, within one second. */
const JITTER = 0.02;
/** Of the speed of what was seen once, in sides a second. */
const FIRST_SPEED = 1;

interface Coordinate {
  position: number;
  /** A second. */
  speed: number;
  positionVariance: number;
  covariance: number;
  speedVariance: number;
}

/**
 * Where a box is and how it moves and grows: a Kalman filter of constant speed for each of centre, width and height, over
 * seconds and not over frames.
 */
export class Motion {
  readonly #coordinates: Coordinate[];
  #ptsSeconds: number;

  constructor(box: BoundingBox, ptsSeconds: number) {
    const side = sideOf(box);
    this.#ptsSeconds = ptsSeconds;
    this.#coordinates = centreForm(box).map((position) => ({
      position,
      speed: 0,
      positionVariance: (MEASUREMENT * side) ** 2,
      covariance: 0,
      speedVariance: (FIRST_SPEED * side) ** 2,
    }));
  }

  /** Where the box is at a time, as far as one can tell. */
  at(ptsSeconds: number): BoundingBox {
    const elapsed = ptsSeconds - this.#ptsSeconds;
    const [cx, cy] = this.#coordinates.slice(0, 2).map(({ position, speed }) => position + speed * elapsed) as [
      number,
      number,
    ];
    // a size does not go on growing while nobody sees it
    const [width, height] = this.#coordinates.slice(2).map(({ position }) => position) as [number, number];
    return [cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2];
  }

  /** Takes in where the box was seen. */
  correct(box: BoundingBox, ptsSeconds: number): void {
    const elapsed = ptsSeconds - this.#ptsSeconds;
    this.#ptsSeconds = ptsSeconds;
    const side = sideOf(box);
    for (const [index, measured] of centreForm(box).entries()) {
      const one = this.#coordinates[index]!;
      predict(one, elapsed, side);
      const gain = one.positionVariance / (one.positionVariance + (MEASUREMENT * side) ** 2);
      const speedGain = one.covariance / (one.positionVariance + (MEASUREMENT * side) ** 2);
      const surprise = measured - one.position;
      one.position += gain * surprise;
      one.speed += speedGain * surprise;
      one.speedVariance -= speedGain * one.covariance;
      one.positionVariance *= 1 - gain;
      one.covariance *= 1 - gain;
    }
  }
}

function predict(one: Coordinate, elapsed: number, side: number): void {
  const acceleration = (ACCELERATION * side) ** 2;
  one.position += one.speed * elapsed;
  one.positionVariance +=
    2 * elapsed * one.covariance +
    elapsed ** 2 * one.speedVariance +
    (acceleration * elapsed ** 3) / 3 +
    (JITTER * side) ** 2 * elapsed;
  one.covariance += elapsed * one.speedVariance + (acceleration * elapsed ** 2) / 2;
  one.speedVariance += acceleration * elapsed;
}

/** `[cx, cy, width, height]` */
export function centreForm([x1, y1, x2, y2]: BoundingBox): [cx: number, cy: number, width: number, height: number] {
  return [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1];
}

/** Square root of a box's area; never 0. */
export function sideOf([x1, y1, x2, y2]: BoundingBox): number {
  return Math.max(1e-6, Math.sqrt(Math.max(0, (x2 - x1) * (y2 - y1))));
}
