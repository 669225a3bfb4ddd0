import { join } from 'node:path';
import { framefleet } from '../fixtures/cli.ts';
import type { Frames } from './compare.ts';
import { referenceFrames } from './reference.ts';
import type { Stage } from './stage.ts';
import { VideoServer } from './video-server.ts';
import { makeVideos, type Video } from './videos.ts';

/** What is looked at in a soak, and what is to be seen in it. */
export interface Cast {
  readonly recordings: readonly Video[];
  readonly camera: Video;
  /** What each of them holds without faults. */
  readonly reference: ReadonlyMap<Video, Frames>;
  /** Serves one of the recordings. */
  readonly server: VideoServer;
}

/** Makes the videos, serves one of them over HTTP as well, imports the model, and looks at each of them once without faults. */
export async function makeCast(stage: Stage): Promise<Cast> {
  const { recordings, camera } = await makeVideos(join(stage.home, 'videos'));
  await importDemo(stage);
  const server = await VideoServer.listen(recordings[0]!.path);
  const served = { name: 'served.mkv', path: `http://127.0.0.1:${server.port}/served.mkv`, flags: [] };
  const all = [...recordings, served];
  return { recordings: all, camera, server, reference: await referenceFrames(stage, [...all, camera]) };
}

async function importDemo({ home, env }: Stage): Promise<void> {
  const file = (extension: string) => `demo/network/demo.${extension}`;
  const files = ['--cfg', file('cfg'), '--weights', file('weights'), '--names', file('names')];
  const { code, stderr } = await framefleet(['model', 'import', 'demo', ...files], home, env);
  if (code !== 0) throw new Error(`The bundled network could not be imported: ${stderr}`);
}
