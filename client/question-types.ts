/** Several, or as one text with commas between them. */
export type List = string | readonly string[];
/** Seconds of the stream, or a clock: `83.5`, `'1:23.5'`. */
export type Time = number | string;
/** Seconds, or with a unit: `2`, `'500ms'`, `'1.5m'`. */
export type Length = number | string;
/** A moment; as text in the zone `tz`: `'2026-03-01'`, `'2026-03-01T22:00'`. */
export type Moment = Date | string;

export type Group =
  | ('label' | 'frame' | 'zone' | 'video' | 'run' | 'model')
  | ('second' | 'minute' | 'hour' | 'day' | 'hour-of-day');

/** Filters as those of the command line (docs/query.md); what is left out, `undefined` or empty is no filter. */
export interface RunsQuestion {
  readonly run?: List | undefined;
  /** Id, address or file name; `*` and `?` stand for any letters. */
  readonly video?: string | undefined;
  readonly limit?: number | undefined;
}

interface TimesQuestion extends RunsQuestion {
  readonly from?: Time | undefined;
  readonly to?: Time | undefined;
}

export interface DetectionsQuestion extends TimesQuestion {
  readonly label?: List | undefined;
  readonly notLabel?: List | undefined;
  /** A share, or text with others for single labels: `'0.5,dog=0.3'`. */
  readonly minConfidence?: number | string | undefined;
  /** Pixels or per cent: `'gate=0,50,60,100%'`; or names of zones in `zones`. */
  readonly zone?: string | undefined;
  /** The text of a `zones.yaml`. */
  readonly zones?: string | undefined;
  readonly anchor?: 'bottom' | 'center' | 'any' | 'all' | undefined;
  readonly overlap?: number | undefined;
  readonly area?: string | undefined;
  readonly aspect?: string | undefined;
  readonly since?: Moment | undefined;
  readonly until?: Moment | undefined;
  readonly timeOfDay?: string | undefined;
  readonly weekday?: List | undefined;
  readonly tz?: string | undefined;
  /** A condition on the frame: `'car>=3 and not person'`. */
  readonly where?: string | undefined;
  readonly with?: List | undefined;
  readonly without?: List | undefined;
  readonly then?: List | undefined;
  readonly within?: Length | undefined;
}

export interface QueryQuestion extends DetectionsQuestion {
  readonly order?: 'time' | 'latest' | 'confidence' | 'size' | undefined;
  readonly spread?: Length | undefined;
  /** The `next` of an answer before. */
  readonly cursor?: string | undefined;
  readonly notIn?: string | undefined;
  readonly iou?: number | undefined;
}

export interface CursorQuestion extends Omit<QueryQuestion, 'limit' | 'cursor'> {
  /** Rows before the one that is wanted. */
  readonly skip?: number | undefined;
}

export interface FramesQuestion extends Omit<QueryQuestion, 'limit' | 'order' | 'cursor'> {
  /** One run among those asked about. */
  readonly only?: string | undefined;
}

export interface CountQuestion extends DetectionsQuestion {
  readonly by: Group | readonly Group[];
  /** Whether different objects are counted too, as `tracks`. */
  readonly tracks?: boolean | undefined;
}

export interface CoverageQuestion extends DetectionsQuestion {
  /** Whether what was looked at is parted into where something was found and where nothing was; so it is where detections are asked for. */
  readonly found?: boolean | undefined;
  readonly gap?: Length | undefined;
}

export type DaysQuestion = Omit<DetectionsQuestion, 'limit'>;

export interface TimelineQuestion extends DaysQuestion {
  /** `stream` is that of one run. */
  readonly axis?: 'clock' | 'stream' | undefined;
  /** At most so many; 600. */
  readonly bins?: number | undefined;
}

export interface HeatMapQuestion extends Omit<DetectionsQuestion, 'limit'> {
  /** Cells of the picture from left to right, 1 to 128; default 32. */
  readonly columns?: number | undefined;
  /** From top to bottom; default 18. */
  readonly rows?: number | undefined;
  /** What of a box is counted: the middle of its lower edge, its centre, or each cell in which some of it lies. */
  readonly spot?: 'bottom' | 'center' | 'box' | undefined;
}

export interface SegmentsQuestion extends DetectionsQuestion {
  readonly gap?: Length | undefined;
  readonly minLength?: Length | undefined;
  readonly and?: string | undefined;
  readonly or?: string | undefined;
  readonly minus?: string | undefined;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

interface ObjectsQuestion extends TimesQuestion {
  readonly label?: List | undefined;
  /** The text of a `zones.yaml`. */
  readonly zones?: string | undefined;
}

interface Hysteresis {
  readonly anchor?: 'bottom' | 'center' | 'any' | 'all' | undefined;
  /** Seconds. */
  readonly settle?: number | undefined;
  /** Pixels. */
  readonly margin?: number | undefined;
}

/** Filters as those of `tracks`, `visits` and `crossings` (docs/tracks.md). */
export interface TracksQuestion extends ObjectsQuestion {
  readonly minSeconds?: number | undefined;
  /** Pixels a second, or `'1.5m/s'`. */
  readonly minSpeed?: number | string | undefined;
  readonly direction?: List | undefined;
}

export interface VisitsQuestion extends ObjectsQuestion, Hysteresis {
  readonly minSeconds?: number | undefined;
  readonly zone?: string | undefined;
  readonly fromZone?: string | undefined;
  readonly toZone?: string | undefined;
}

export interface CrossingsQuestion extends ObjectsQuestion, Hysteresis {
  readonly minSpeed?: number | string | undefined;
  readonly line?: string | undefined;
  readonly direction?: 'in' | 'out' | undefined;
}

/** How a picture is looked at (docs/predict.md). */
export interface PredictSettings {
  /** By the name that the workers know. */
  readonly model?: string | undefined;
  /** `'416'`, `'640x384'`. */
  readonly size?: number | string | undefined;
  readonly letterbox?: boolean | undefined;
  readonly confidence?: number | undefined;
  readonly iou?: number | undefined;
  readonly classes?: List | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
  /** What the picture is called in the answer. */
  readonly image?: string | undefined;
}

/** How a frame of a source is shown (docs/pictures.md). */
export interface FramePictureSettings {
  /** Whether what was detected is drawn: in the latest run, or in those of `run`. */
  readonly boxes?: boolean | undefined;
  readonly run?: List | undefined;
  readonly label?: List | undefined;
  readonly notLabel?: List | undefined;
  readonly minConfidence?: number | string | undefined;
  /** What of the frame is shown: `'100,50,300,200'`, or in per cent. */
  readonly crop?: string | undefined;
  /** Of the picture, in pixels. */
  readonly width?: number | undefined;
}
