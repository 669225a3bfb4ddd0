import type { DuckDBConnection } from '@duckdb/node-api';
import type { Video } from '../../shared/run.ts';
import { rowsOf } from './rows.ts';
import { typesOf } from './value-types.ts';

/** Who is believed about when a video was recorded: the user before a file's name, that before the container's tags. */
const SOURCES: readonly Video['recordedAtSource'][] = [null, 'container', 'name', 'flag'];

/** Makes a video known, or says that it has been seen again: where, and when it was recorded if the caller knows better. */
export async function putVideo(connection: DuckDBConnection, video: Video, now: Date): Promise<void> {
  const { videoId, uri, recordedAt, recordedAtSource, ...facts } = video;
  const seen = { videoId, uri, now: now.getTime() };
  const [known] = await rowsOf<{ source: Video['recordedAtSource'] }>(connection, {
    sql: 'SELECT recorded_at_source AS source FROM videos WHERE video_id = $videoId',
    values: { videoId },
  });
  if (!known) {
    await connection.run(
      `INSERT INTO videos (video_id, uri, content_hash, codec, width, height, rotation, fps_num, fps_den, duration_seconds,
         frame_count)
       VALUES ($videoId, $uri, $contentHash, $codec, $width, $height, $rotation, $fpsNum, $fpsDen, $durationSeconds,
         $frameCount)`,
      { videoId, uri, ...facts },
      typesOf(facts),
    );
  } else {
    await connection.run('UPDATE videos SET uri = $uri WHERE video_id = $videoId AND uri <> $uri', { videoId, uri });
  }
  if (recordedAt !== null && SOURCES.indexOf(recordedAtSource) >= SOURCES.indexOf(known?.source ?? null)) {
    await connection.run(
      `UPDATE videos SET recorded_at = make_timestamp_ms($recordedAt::BIGINT), recorded_at_source = $recordedAtSource
       WHERE video_id = $videoId`,
      { videoId, recordedAt: Date.parse(recordedAt), recordedAtSource },
    );
  }
  await connection.run('DELETE FROM places WHERE video_id = $videoId AND uri = $uri', { videoId, uri });
  await connection.run('INSERT INTO places VALUES ($videoId, $uri, make_timestamp_ms($now::BIGINT))', seen);
}
