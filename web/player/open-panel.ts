import type { RawFilter } from '../../shared/questions.ts';
import { fileNameOf } from '../sources/source.ts';
import { FramePlaces, type Place } from './frame-places.ts';
import { Layer } from './layer.ts';
import { PlayerPanel } from './player-panel.ts';
import type { RunData } from './run-data.ts';

export interface PanelChoice {
  readonly data: RunData;
  /** Which detections are drawn. */
  readonly filter: RawFilter;
  /** A second run over the same video, drawn dashed; `null`: none. */
  readonly beside: RunData | null;
  /** Whether stars and notes are shown. */
  readonly hasNotes?: boolean;
  readonly onMoment: (place: Place) => void;
}

/** A player of the video of a run, with what the run found over it. */
export async function makePanel(choice: PanelChoice): Promise<PlayerPanel> {
  const { data, filter, beside, onMoment, hasNotes = true } = choice;
  const { uri, width, height } = data.video;
  const [extent, looked] = await Promise.all([data.extent(), data.looked()]);
  const layers = [
    new Layer({ name: 'Boxes' }, (from, to) => data.detections(from, to, filter), looked),
    ...(beside
      ? [
          new Layer(
            { name: 'Other run', isDashed: true },
            (from, to) => beside.detections(from, to, filter),
            await beside.looked(),
          ),
        ]
      : [new Layer({ name: 'Tracks', isShown: false, hasTrails: true }, (from, to) => data.tracks(from, to), looked)]),
  ];
  return new PlayerPanel({
    ...{ width, height, layers, extent, onMoment },
    name: fileNameOf(uri),
    places: new FramePlaces((from, to) => data.places(from, to), extent),
    source: () => data.source(),
    frame: (frameIndex) => data.frame(frameIndex),
    notes: hasNotes ? data.notes : null,
  });
}
