import { hideRegions } from '../../pictures/hide-regions.ts';
import type { DecodedFrame } from '../../producer/ffmpeg/decoded-frame.ts';
import { ptsSecondsOf } from '../../shared/chunk-job.ts';
import { FramefleetError } from '../../shared/errors.ts';
import type { RedactOrder } from './redact-order.ts';
import { widened } from './space-margin.ts';
import { UnlookedFrames } from './unlooked-frames.ts';

/** Hides what runs saw, frame by frame, and counts. */
export class FrameHider {
  readonly unlooked = new UnlookedFrames();
  /** In which something was hidden. */
  hiddenFrames = 0;

  constructor(private readonly order: RedactOrder) {}

  /**
   * Hides in place what there is to be hidden in a frame.
   *
   * @throws {FramefleetError} `FRAMES_FAILED` where nobody looked at it, and that is refused
   */
  async hide({ frameIndex, pts, pixels }: Pick<DecodedFrame, 'frameIndex' | 'pts' | 'pixels'>): Promise<void> {
    const { covers, labels, margin, how, isStrict, source } = this.order;
    const { input, facts } = source;
    const seconds = ptsSecondsOf(pts, facts.timeBase);
    const found = [];
    for (const cover of covers) found.push(await cover.at(frameIndex, seconds));
    const regions = found.flatMap((cover) => cover.regions);
    const looked = new Set(found.flatMap((cover) => cover.looked));
    if (regions.length > 0) this.hiddenFrames++;
    else if (!labels.every((label) => looked.has(label))) {
      if (isStrict) throw notLooked(input.uri, frameIndex, seconds);
      this.unlooked.add(frameIndex, seconds);
    }
    hideRegions(
      pixels,
      facts,
      regions.map((region) => widened(region, margin)),
      how,
    );
  }
}

function notLooked(uri: string, frameIndex: number, seconds: number): FramefleetError {
  return new FramefleetError(
    'FRAMES_FAILED',
    `Expected every frame of \`${uri}\` to have been looked at, or to lie within an object, got frame ${frameIndex} at ${seconds.toFixed(3)} s, of which nobody knows what it shows: run \`framefleet detect\` over all frames, or leave \`--strict\` out.`,
  );
}
