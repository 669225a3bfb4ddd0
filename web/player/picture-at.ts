import type { RunVideo } from '../../shared/frame-rows.ts';
import type { Api } from '../api.ts';
import { messageOf } from '../message-of.ts';
import { FramePlaces } from './frame-places.ts';
import { RunData } from './run-data.ts';

/** A frame to draw over, or why there is none. */
export interface Ground {
  readonly picture: Blob | null;
  readonly fault: string | null;
}

/** The frame that was looked at and is shown at a time. @param seconds - `null`: the first one */
export async function pictureAt(api: Api, video: RunVideo, seconds: number | null): Promise<Ground> {
  try {
    const data = new RunData(api, video);
    const extent = await data.extent();
    const places = new FramePlaces((from, to) => data.places(from, to), extent);
    const place = await places.at(seconds ?? extent.first);
    return { picture: place && (await data.frame(place.frameIndex)), fault: null };
  } catch (error) {
    return { picture: null, fault: messageOf(error) };
  }
}
