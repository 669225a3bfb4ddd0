const keptLines = 20;
/** Said of packets that are written where time stamps jump; every frame is written all the same. */
const ownComplaint = /non monotonically increasing dts to muxer/;
const damage =
  /partial file|prematurely|truncat|corrupt|damaged|invalid data|invalid as first byte|error (reading|splitting|during demuxing)|input\/output error/i;
/** Said where a stream is joined between two key frames: a recording that was cut anywhere, which is not damaged. */
const begunMidway = /non-existing [PS]PS|[PSV]PS (id out of range|\d+ does not exist)/i;
const brokenOff =
  /stream ends prematurely|input\/output error|connection (reset|timed out|refused)|network is unreachable/i;

/** Said of a picture beyond `-max_pixels`, and of one beyond what ffmpeg takes in any case. */
const tooLarge = /^Picture size \d+x\d+ (exceeds specified max pixel count|is invalid)/;
/** How it calls a source that is hidden from its arguments (hidden-source.ts). */
const hiddenName = /http:\/\/relay:\w+@127\.0\.0\.1:\d+\/\S*|\bpipe:8\b/g;

/** The last errors on ffmpeg's log, fit to be shown: without addresses of its objects and without the input's own name. */
export class FfmpegLogErrors {
  /** Whether it told of missing or damaged bytes; many sound streams draw other errors. */
  isAboutDamage = false;
  /** Whether it told that the source could not be read on, so that reading it again may help. */
  isAboutReading = false;
  /** Whether it told that the stream begins in the middle of something, so that its first frames cannot be decoded. */
  isBegunMidway = false;
  /** Whether it told that there is no stream of the kind that was asked for. */
  isAboutMissingStream = false;
  /** Whether it told of an animated WebP; no ffmpeg before 8 decodes one. */
  isAboutAnimatedWebp = false;
  /** Whether it told that a frame has more pixels than it may. */
  isAboutSize = false;
  readonly #lines: string[] = [];

  /** @param names - how the log may call the input, credentials and all; each is shown as `input` */
  constructor(private readonly names: readonly string[]) {}

  read(line: string): void {
    this.isAboutAnimatedWebp ||= /\[warning\] skipping unsupported chunk: AN(IM|MF)/.test(line);
    const match = /^(?:\[[^\]]* @ 0x[0-9a-f]+\] )*\[(?:error|fatal|panic)\] (.*\S)/.exec(line);
    if (!match?.[1] || ownComplaint.test(match[1])) return;
    const text = this.names
      .reduce((shown, name) => shown.replaceAll(name, 'input'), match[1])
      .replace(hiddenName, 'input');
    this.isAboutSize ||= tooLarge.test(text);
    this.isAboutDamage ||= damage.test(text);
    this.isBegunMidway ||= begunMidway.test(text);
    this.isAboutMissingStream ||= /matches no streams/.test(text);
    this.isAboutReading ||= brokenOff.test(text);
    this.#lines.push(text);
    if (this.#lines.length > keptLines) this.#lines.shift();
  }

  /** What it said last, as the end of a sentence. */
  summary(): string {
    const kept = this.#lines.filter((line) => !/^(Conversion failed|Error opening (input|output) file)/.test(line));
    return [...new Set(kept.slice(-2))].join('; ') || 'nothing';
  }
}
