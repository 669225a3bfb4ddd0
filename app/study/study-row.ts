import type { Device } from '../../shared/device.ts';

/** What one experiment sets; everything else stays as it is. */
export interface StudySetting {
  /** That do the same, side by side. */
  readonly processes: number;
  readonly inference: boolean;
  /** What computes the model. */
  readonly device: Device;
  /** Part of the frame's width and height that it is reduced to first. */
  readonly scale: number;
  readonly gray: boolean;
}

/** One line of figures. They are means over the processes, each with the ffmpeg that it started. */
export interface StudyRow extends StudySetting {
  /** Frames a second of the loop that captures. */
  readonly fpsMain: number;
  /** Frames a second of the loop that processes the newest frame. */
  readonly fpsSub: number;
  /** Of one core. */
  readonly cpuPercent: number;
  readonly threads: number;
  readonly residentMegabytes: number;
  /** Frames a second that the camera would give. */
  readonly maxFps: number;
  /** Height × width × channels of a frame as it is handed from loop to loop. */
  readonly shape: string;
}

/** The part that the small picture is of the whole. */
export const SMALL = 0.1;
/** How many processes stand side by side. */
export const PROCESS_COUNTS = [1, 2, 3, 10] as const;

/**
 * The experiments, in order: one thing is changed at a time.
 *
 * @param devices - each computes the model in some of them
 */
export function studySettings(devices: readonly Device[]): StudySetting[] {
  const usual = { processes: 1, device: 'cpu', scale: 1, gray: false } as const;
  const pictures = [1, SMALL].flatMap((scale) => [false, true].map((gray) => ({ scale, gray })));
  const several = PROCESS_COUNTS.filter((count) => count > 1);
  const settings: StudySetting[] = [];
  for (const inference of [false, true]) {
    for (const device of inference ? devices : (['cpu'] as const)) {
      for (const picture of pictures) settings.push({ ...usual, ...picture, inference, device });
      for (const processes of several) settings.push({ ...usual, processes, inference, device });
    }
  }
  return settings;
}

/** The row of a setting that differs from the usual in these things alone; `null` where it was not measured. */
export function rowOf(rows: readonly StudyRow[], changes: Partial<StudySetting> = {}): StudyRow | null {
  const wanted = { processes: 1, inference: false, device: 'cpu', scale: 1, gray: false, ...changes };
  const keys = Object.keys(wanted) as (keyof StudySetting)[];
  return rows.find((row) => keys.every((key) => row[key] === wanted[key])) ?? null;
}
