import type { SettledGap } from '../../shared/adaptive.ts';
import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';
import { FrameChooser, QUIET_STEP } from './frame-chooser.ts';
import { KeptFrames } from './kept-frames.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { OpenGaps, type Span } from './open-gaps.ts';
import { StretchAudit } from './stretch-audit.ts';
import { StretchFrames } from './stretch-frames.ts';
import type { StretchPorts } from './stretch-ports.ts';
import { LENIENT_ROUND, TOLERANCES, type Tolerance } from './tolerances.ts';

/** Until it is asked again whether a frame is stored. */
const POLL_MS = 60;
/** Until it is asked again what is known of gaps while frames are decoded: what is chosen by time alone keeps the workers busy. */
const DECODING_POLL_MS = 300;
/** Gaps may take no more than a part of what is kept. */
const LEAST_GAPS = 4;

/** Consecutive frames of a recording, of which as many are looked at as it takes, and the others are carried. */
export class AdaptiveStretch {
  readonly #frames: StretchFrames;
  readonly #kept: KeptFrames;
  readonly #gaps: OpenGaps;
  readonly #audit: StretchAudit;
  readonly #poll = new OneAtATime(() => this.#judge());
  #chooser: FrameChooser | null = null;
  #lastChosen: number | null = null;
  #settled: Span[] = [];
  #round = 0;
  #polledAt = 0;

  constructor(
    private readonly first: number,
    private readonly ports: StretchPorts,
  ) {
    this.#frames = new StretchFrames(first, ports.timeBase);
    this.#kept = new KeptFrames(ports.mostBytes);
    this.#gaps = new OpenGaps(this.#frames);
    this.#audit = new StretchAudit(ports.draw);
  }

  get frameCount(): number {
    return this.#frames.last - this.first + 1;
  }

  /** Takes the next frame, in order. */
  async take(frame: DecodedFrame): Promise<void> {
    this.#poll.throwFailure();
    this.#chooser ??= new FrameChooser(this.#mostFrames(frame));
    const { chosen, isMoving } = this.#chooser.take(frame);
    this.#frames.add(frame, isMoving);
    this.#kept.add(frame);
    for (const ordinal of chosen) await this.#choose(ordinal);
    await this.#makeRoom();
  }

  /** Carries what need not be looked at, once enough is. Ends early when the pass is stopped. */
  async finish(): Promise<void> {
    const { carrier, run, stop } = this.ports;
    const { last } = this.#frames;
    if (this.#lastChosen !== last) await this.#choose(last);
    await this.#settleAll();
    while (!stop.aborted) {
      this.#poll.throwFailure();
      await this.ports.allLooked();
      if (stop.aborted) return;
      const now = { isLast: this.#round === TOLERANCES.length, isLenient: this.#round >= LENIENT_ROUND };
      const stretch = { firstChunkIndex: this.first, lastChunkIndex: last, ...now };
      const { outcome } = await carrier.carry(run, { ...stretch, gaps: this.#settled.map(this.#named) });
      if (outcome === 'carried') return;
      if (outcome === 'waiting') await this.ports.rest(POLL_MS);
      else if (outcome === 'short') await this.#lookMoreDensely(this.#round + 1);
      else if (this.#audit.drawMore()) await this.#auditMore();
      else await this.#lookMoreDensely(LENIENT_ROUND); // by rounds, much would be audited and next to nothing learnt
    }
  }

  async #choose(ordinal: number): Promise<void> {
    await this.#look(ordinal);
    if (this.#lastChosen !== null) this.#gaps.open({ from: this.#lastChosen, to: ordinal });
    this.#lastChosen = ordinal;
  }

  async #look(ordinal: number): Promise<void> {
    const frame = this.#kept.get(ordinal);
    if (frame) await this.ports.look(frame);
    this.#kept.delete(ordinal);
  }

  async #auditMore(): Promise<void> {
    const gaps = this.#settled;
    this.#settled = [];
    await this.#lookInto(gaps, (gap) => this.#settle(gap));
  }

  async #lookMoreDensely(round: number): Promise<void> {
    // what was looked at for the audit tells as much of its neighbours as what was chosen
    const gaps = this.#settled.flatMap((gap) => this.#partsOf(gap));
    this.#settled = [];
    this.#round = round;
    this.#audit.drawAnew();
    await this.#lookInto(gaps, (gap) => this.#reopen(gap));
    await this.#settleAll();
  }

  /** @param gaps - whose pixels may be gone */
  async #lookInto(gaps: readonly Span[], look: (gap: Span) => Promise<void>): Promise<void> {
    const isThere = ({ chunkIndex }: { chunkIndex: number }) =>
      this.ports.isLooked(chunkIndex) || this.#kept.get(chunkIndex) !== undefined;
    if (gaps.every(({ from, to }) => this.#frames.between(from, to).every(isThere))) {
      for (const gap of gaps) await look(gap);
    } else await this.#decodeAgain(gaps, look);
  }

  /** @param gaps - in any order */
  async #decodeAgain(gaps: readonly Span[], look: (gap: Span) => Promise<void>): Promise<void> {
    const inOrder = gaps.toSorted((a, b) => a.from - b.from);
    let next = inOrder.shift();
    if (!next) return;
    for await (const frame of this.ports.decode(next.from, this.#frames.last)) {
      if (this.ports.stop.aborted || !next) return;
      if (frame.ordinal > next.from && frame.ordinal < next.to && !this.ports.isLooked(frame.ordinal)) {
        this.#kept.add(frame);
      }
      if (frame.ordinal !== next.to) continue;
      await look(next);
      next = inOrder.shift();
      await this.#makeRoom();
    }
  }

  /** A gap, cut at the frames that are audited. */
  #partsOf(gap: Span): Span[] {
    const ends = [gap.from, ...this.#auditedIn(gap), gap.to];
    return ends.slice(1).map((to, index) => ({ ...gap, from: ends[index]!, to }));
  }

  readonly #auditedIn = ({ from, to }: Span): number[] => this.#audit.drawnOf(this.#frames.between(from, to));

  async #reopen(gap: Span): Promise<void> {
    if (this.#round < TOLERANCES.length) {
      const isSettled = gap.error !== undefined && gap.error <= this.#tolerance.error;
      return isSettled ? this.#settle(gap) : this.#gaps.open(gap);
    }
    for (const { chunkIndex } of this.#frames.between(gap.from, gap.to)) await this.#look(chunkIndex);
  }

  async #makeRoom(): Promise<void> {
    const { stop, rest } = this.ports;
    while (this.#kept.isFull && this.#gaps.count > 0 && !stop.aborted) {
      await rest(this.#gaps.waitMs);
      await this.#poll.do();
    }
    if (performance.now() - this.#polledAt >= DECODING_POLL_MS) this.#poll.doBeside();
  }

  async #settleAll(): Promise<void> {
    do {
      await this.#poll.do();
      if (this.#gaps.count > 0) await this.ports.rest(this.#gaps.waitMs);
    } while (this.#gaps.count > 0 && !this.ports.stop.aborted);
  }

  /** Asks what is known of open gaps, and does what follows from it. */
  async #judge(): Promise<void> {
    await this.ports.rest(0);
    for (let isDue = this.#gaps.count > 0; isDue && !this.ports.stop.aborted; isDue = this.#gaps.hasNew) {
      const verdicts = await this.ports.carrier.judge(this.ports.run, this.#gaps.named());
      for (const { look, settled } of this.#gaps.answer(verdicts, this.#tolerance)) {
        for (const ordinal of look) await this.#look(ordinal);
        for (const gap of settled) await this.#settle(gap);
      }
    }
    this.#polledAt = performance.now();
  }

  async #settle(gap: Span): Promise<void> {
    this.#settled.push(gap);
    for (const { chunkIndex } of this.#frames.between(gap.from, gap.to)) {
      if (this.#audit.isDrawn(chunkIndex)) await this.#look(chunkIndex);
      else this.#kept.spare(chunkIndex);
    }
  }

  get #tolerance(): Tolerance {
    return TOLERANCES[Math.min(this.#round, TOLERANCES.length - 1)]!;
  }

  readonly #named = ({ from, to }: Span): SettledGap => ({
    from: this.#frames.nameOf(from),
    to: this.#frames.nameOf(to),
    frames: this.#frames.between(from, to),
    audited: this.#auditedIn({ from, to }),
  });

  #mostFrames({ pixels }: DecodedFrame): number {
    const fitting = Math.floor(this.ports.mostBytes / LEAST_GAPS / pixels.byteLength);
    return Math.max(2, Math.min(QUIET_STEP, fitting));
  }
}
