import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { detectionBoxes } from '../../pictures/detection-box.ts';
import { renderPicture } from '../../pictures/render-picture.ts';
import type { FramePictures } from '../../shared/frame-pictures.ts';
import type { WorkEvents } from '../events.ts';
import { jsonText, writeContent } from '../sources/partial-file.ts';
import { type ChosenPicture, type MissingSource, readPictures } from './chosen-pictures.ts';
import type { PictureFacts } from './picture-facts.ts';
import { snapshotNames } from './snapshot-names.ts';

export interface SnapshotOptions {
  /** The folder that takes them, which is there. */
  readonly output: string;
  /** Of the pictures, in pixels; `null`: as they are. */
  readonly width: number | null;
  /** Whether boxes are drawn. */
  readonly isDrawn: boolean;
  /** Ends it; what is written then is whole. */
  readonly signal: AbortSignal;
}

/** What became of the pictures. */
export interface SnapshotSummary {
  readonly made: number;
  /** Which were there from before. */
  readonly kept: number;
  readonly missing: readonly MissingSource[];
}

/** A picture under its name, with the text that lies beside it. */
interface Snapshot {
  readonly chosen: ChosenPicture;
  /** Of both files, without their endings. */
  readonly name: string;
  readonly json: string;
}

/**
 * Writes pictures, and beside each a JSON file that says what it is. A file is there once it is whole, the JSON last; what an earlier
 * call has made of the same choice is not made again.
 *
 * @throws {OutputError} `OUTPUT_UNWRITABLE`
 * @throws the reason of `signal`
 */
export async function takeSnapshots(
  frames: FramePictures,
  pictures: readonly ChosenPicture[],
  options: SnapshotOptions,
  { onProgress }: Pick<WorkEvents, 'onProgress'>,
): Promise<SnapshotSummary> {
  const { output, width, isDrawn, signal } = options;
  const names = snapshotNames(pictures);
  const snapshots = pictures.map((chosen, index) => snapshotOf(chosen, names[index]!, options));
  const wanted: Snapshot[] = [];
  for (const snapshot of snapshots) if (!(await isThere(output, snapshot))) wanted.push(snapshot);
  const kept = snapshots.length - wanted.length;
  const byPlace = new Map(wanted.map((snapshot) => [snapshot.chosen.place, snapshot]));
  let made = 0;
  const tell = () => onProgress({ name: output, unit: 'images', done: kept + made, total: snapshots.length });
  tell();
  const missing = await readPictures(
    frames,
    wanted.map(({ chosen }) => chosen),
    signal,
    async ({ place, facts: { crop, detections } }, frame) => {
      const { name, json } = byPlace.get(place)!;
      const boxes = isDrawn && crop === null ? detectionBoxes(detections) : [];
      await writeContent(output, `${name}.jpg`, await renderPicture(frame, { crop, width }, boxes));
      await writeContent(output, `${name}.json`, json);
      made++;
      tell();
    },
  );
  return { made, kept, missing };
}

function snapshotOf(chosen: ChosenPicture, name: string, { width, isDrawn }: SnapshotOptions): Snapshot {
  const facts: PictureFacts & object = chosen.facts;
  return { chosen, name, json: jsonText({ picture: `${name}.jpg`, pictureWidth: width, isDrawn, ...facts }) };
}

async function isThere(folder: string, { name, json }: Snapshot): Promise<boolean> {
  const path = join(folder, name);
  const said = await readFile(`${path}.json`, 'utf8').catch(() => null);
  return said === json && (await stat(`${path}.jpg`).catch(() => null))?.isFile() === true;
}
