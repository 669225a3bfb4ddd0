import { QueryError } from '../../shared/errors.ts';
import type { RunVideo } from '../../shared/frame-rows.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { ZonedVideo } from '../analysis/zones/zones-of-video.ts';

/**
 * A video by its id, with the names that patterns of zones are held against.
 *
 * @throws {QueryError} `RUN_NOT_FOUND`
 */
export async function videoNamed(reader: ResultsReader, videoId: string): Promise<ZonedVideo & RunVideo> {
  const runs = await reader.runVideos({ video: videoId });
  const video = runs.find((run) => run.videoId === videoId);
  if (!video) {
    throw new QueryError('RUN_NOT_FOUND', `Expected the id of a video of the store, got \`${videoId}\`.`);
  }
  const uris = [video.uri, ...video.places];
  return { ...video, names: [...new Set([videoId, ...uris.flatMap((uri) => [uri, fileNameOf(uri)])])] };
}

function fileNameOf(uri: string): string {
  return uri.split(/[/\\]/).at(-1)!;
}
