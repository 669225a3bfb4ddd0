/** What of many runs and labels is drawn, so that a report stays below 5 MB; tables have more of them. */
export interface ReportLimits {
  /** Runs that are drawn. */
  readonly runs: number;
  /** Labels that are drawn of each. */
  readonly labels: number;
  /** Rows of the table of each. */
  readonly rows: number;
  /** Pictures of each. */
  readonly pictures: number;
  /** Width of a picture, in pixels. */
  readonly pictureWidth: number;
  /** Of a picture, in bytes. */
  readonly pictureBytes: number;
}

const MOST_RUNS = 60;
/** Timelines with their heat maps: each takes up to 12 KB. */
const MOST_DRAWINGS = 120;
const MOST_LABELS = 40;
const MOST_ROWS = 1500;
const MOST_PICTURES = 40;
const MOST_PICTURES_OF_RUN = 6;
/** Text makes a third more of them. */
const PICTURE_BYTES = 1_400_000;
const [MOST_WIDTH, LEAST_WIDTH] = [560, 240];

/** @param runs - that are asked about */
export function reportLimits(runs: number): ReportLimits {
  const drawn = Math.max(1, Math.min(runs, MOST_RUNS));
  const pictures = within(Math.floor(MOST_PICTURES / drawn), 1, MOST_PICTURES_OF_RUN);
  const all = pictures * drawn;
  return {
    runs: drawn,
    labels: within(Math.floor(MOST_DRAWINGS / drawn), 2, MOST_LABELS),
    rows: Math.floor(MOST_ROWS / drawn),
    pictures,
    pictureWidth: within(Math.round(MOST_WIDTH * Math.sqrt(12 / all)), LEAST_WIDTH, MOST_WIDTH),
    // one more of each run lies behind its heat maps
    pictureBytes: Math.floor(PICTURE_BYTES / (all + drawn)),
  };
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
