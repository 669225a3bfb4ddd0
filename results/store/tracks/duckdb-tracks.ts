import type { RawFilter } from '../../../shared/questions.ts';
import type { CrossingRow, TrackBoxRow, TrackRow, TracksReader, VisitRow } from '../../../shared/tracks.ts';
import { crossingRows, keptTracks, type PlacedObject, visitRows } from '../../analysis/questions/answer-tracks.ts';
import { chosenLines, chosenZones, requireNames } from '../../analysis/questions/choose-zones.ts';
import { limited } from '../../analysis/questions/limited.ts';
import {
  type ObjectFilter,
  parseCrossingFilter,
  parseTrackFilter,
  parseVisitFilter,
  type TrackFilter,
} from '../../analysis/questions/track-filters.ts';
import { type VideoZones, zonesOfVideo } from '../../analysis/zones/zones-of-video.ts';
import { sevenDigits } from '../../query/text/digits.ts';
import type { Database } from '../database.ts';
import { makeTracks } from './make-tracks.ts';
import { type StoredTrack, storedTrackBoxes, storedTracks } from './stored-tracks.ts';
import type { TrackMaker } from './track-maker.ts';
import { type TrackedRun, trackedRuns } from './tracked-runs.ts';

/** What of a store this needs. */
export type TracksDatabase = Pick<Database, 'read' | 'write' | 'close'>;

/** The runs whose tracks are being made, by number. */
export type Making = Map<number, Promise<void>>;

/** A run and what the zones file says of its video. */
interface ZonedRun {
  readonly run: TrackedRun;
  readonly zones: VideoZones;
}

const ALL_RUNS = { run: null, video: null, label: [] };

/** Questions about objects, answered from a store; tracks that are missing are made first, run by run, each once. */
export class DuckDbTracks implements TracksReader, TrackMaker {
  readonly #database: TracksDatabase;
  readonly #making: Making;

  /** @param making - one for all who answer from the same file */
  constructor(database: TracksDatabase, making: Making = new Map()) {
    this.#database = database;
    this.#making = making;
  }

  async tracks(raw: RawFilter): Promise<AsyncIterable<readonly TrackRow[]>> {
    const filter = parseTrackFilter(raw);
    const runs = await this.#runs(filter);
    return limited(
      this.#rows(runs, (run) => this.#kept(run, filter)),
      filter.limit,
    );
  }

  async boxes(raw: RawFilter): Promise<AsyncIterable<readonly TrackBoxRow[]>> {
    const filter = parseTrackFilter(raw);
    const runs = await this.#runs(filter);
    return limited(
      this.#rows(runs, async (zoned) => {
        const kept = new Set((await this.#kept(zoned, filter)).map(({ trackId }) => trackId));
        const objects = await this.#objects(zoned.run, filter);
        return objects.filter(({ trackId }) => kept.has(trackId)).flatMap(boxRows);
      }),
      filter.limit,
    );
  }

  async visits(raw: RawFilter): Promise<AsyncIterable<readonly VisitRow[]>> {
    const filter = parseVisitFilter(raw);
    const runs = await this.#runs(filter);
    const names = new Set(runs.flatMap(({ zones }) => zones.zones.map(({ name }) => name)));
    const asked = filter.toZone ?? filter.zone;
    requireNames('zone', asked, names);
    if (filter.fromZone !== null) requireNames('zone', filter.fromZone, names);
    return limited(
      this.#rows(runs, async ({ run, zones }) => {
        const chosen = chosenZones(asked, zones, run, filter.anchor);
        const froms = filter.fromZone === null ? null : chosenZones(filter.fromZone, zones, run, filter.anchor);
        if (chosen.length === 0 || froms?.length === 0) return [];
        return visitRows(await this.#objects(run, filter), chosen, froms, filter);
      }),
      filter.limit,
    );
  }

  async crossings(raw: RawFilter): Promise<AsyncIterable<readonly CrossingRow[]>> {
    const filter = parseCrossingFilter(raw);
    const runs = await this.#runs(filter);
    requireNames('line', filter.line, new Set(runs.flatMap(({ zones }) => zones.lines.map(({ name }) => name))));
    return limited(
      this.#rows(runs, async ({ run, zones }) => {
        const lines = chosenLines(filter.line, zones, run, filter.anchor);
        return lines.length === 0 ? [] : crossingRows(await this.#objects(run, filter), lines, filter);
      }),
      filter.limit,
    );
  }

  async makeMissing(asked: Pick<ObjectFilter, 'run' | 'video' | 'label'> = ALL_RUNS): Promise<void> {
    const runs = await this.#database.read((connection) => trackedRuns(connection, asked));
    for (const run of runs) if (!run.isTracked) await this.#make(run);
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async #runs(filter: ObjectFilter): Promise<ZonedRun[]> {
    const runs = await this.#database.read((connection) => trackedRuns(connection, filter));
    return runs.map((run) => ({ run, zones: zonesOfVideo(filter.zones, run) }));
  }

  async *#rows<Row>(runs: readonly ZonedRun[], rowsOf: (run: ZonedRun) => Promise<Row[]>): AsyncGenerator<Row[]> {
    for (const zoned of runs) {
      if (!zoned.run.isTracked) await this.#make(zoned.run);
      const rows = await rowsOf(zoned);
      if (rows.length > 0) yield rows;
    }
  }

  /** Whoever asks for the same run meanwhile waits for the same work, and begins anew where that fails: its asker may have left. */
  #make(run: TrackedRun): Promise<void> {
    const known = this.#making.get(run.runNo);
    if (known !== undefined) return known.catch(() => this.#make(run));
    const making = makeTracks(this.#database, run).finally(() => this.#making.delete(run.runNo));
    this.#making.set(run.runNo, making);
    return making;
  }

  async #kept({ run, zones }: ZonedRun, filter: TrackFilter): Promise<TrackRow[]> {
    const tracks = await this.#database.read((connection) => storedTracks(connection, run, filter));
    return keptTracks(tracks, filter, zones.metersPerPixel);
  }

  async #objects(run: TrackedRun, filter: ObjectFilter): Promise<(PlacedObject & StoredTrack)[]> {
    const { runId, videoId } = run;
    const tracks = await this.#database.read((connection) => storedTrackBoxes(connection, run, filter));
    return tracks.map((track) => ({ runId, videoId, ...track }));
  }
}

function boxRows({ boxes, ...object }: PlacedObject & StoredTrack): TrackBoxRow[] {
  return boxes.map(({ frameIndex, ptsSeconds, confidence, box }) => {
    const [x1, y1, x2, y2] = box.map(sevenDigits) as [number, number, number, number];
    return { ...object, frameIndex, ptsSeconds, confidence: confidence && sevenDigits(confidence), x1, y1, x2, y2 };
  });
}
