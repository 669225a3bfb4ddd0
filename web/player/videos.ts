import type { RunVideo } from '../../shared/frame-rows.ts';
import type { Api } from '../api.ts';

/** The video of a run. @throws what says that there is none */
export async function videoOfRun(api: Api, runId: string): Promise<RunVideo> {
  const [video] = await api.get<readonly RunVideo[]>('/v1/run-videos', { run: runId, format: 'json' });
  if (!video) throw new Error(`There is no run ${runId}.`);
  return video;
}

/** All runs over a video, oldest first. */
export function runsOfVideo(api: Api, videoId: string): Promise<readonly RunVideo[]> {
  return api.get('/v1/run-videos', { video: videoId, format: 'json' });
}
