import type { ExportFile, ExportFrame, ExportTarget, ExportVideo } from './export-source.ts';

/**
 * A list of the frames that lie in an export, beside what names frames by their number: `frameIndex` is 0-based in the source,
 * `ptsSeconds` the frame's own time, which tells it where frames come unevenly.
 */
export class FrameList {
  readonly #file: ExportFile;

  private constructor(file: ExportFile) {
    this.#file = file;
  }

  static async create(target: ExportTarget, { stem }: ExportVideo): Promise<FrameList> {
    const file = await target.file(`${stem}/frames.csv`);
    await file.write('frameIndex,ptsSeconds,width,height\n');
    return new FrameList(file);
  }

  add(frames: readonly ExportFrame[]): Promise<void> {
    const lines = frames.map(
      ({ frameIndex, ptsSeconds, width, height }) => `${frameIndex},${ptsSeconds},${width},${height}\n`,
    );
    return this.#file.write(lines.join(''));
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** How pictures of frames are numbered: `000012`. */
export function frameNumber(frameIndex: number): string {
  return String(frameIndex).padStart(6, '0');
}
