import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { until } from '../fixtures/processes.ts';
import { CommandRun } from './command-run.ts';
import { runArguments } from './recording-job.ts';
import type { Stage } from './stage.ts';
import type { Video } from './videos.ts';

export type CameraProtocol = 'tcp' | 'http';

/** A camera that plays a video once, at its own pace, to whoever connects first. */
interface Camera {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Captures what a camera shows, once: a camera cannot be asked again.
 *
 * @returns whether the command ended by itself, so that its run has to be complete
 */
export async function capture(
  stage: Stage,
  runId: string,
  video: Video,
  protocol: CameraProtocol,
  giveUp: AbortSignal,
): Promise<boolean> {
  const camera = await startCamera(stage, video, protocol);
  try {
    const live = protocol === 'http' ? ['--live'] : [];
    const flags = ['--reopen', 'never', ...live]; // it does not come back
    const command = new CommandRun(stage, [...runArguments(stage, runId, camera.url), ...flags]);
    const kill = () => command.child.kill('SIGKILL');
    giveUp.addEventListener('abort', kill, { once: true });
    const { code } = await command.ended;
    giveUp.removeEventListener('abort', kill);
    return code === 0 || code === 1; // 1: the camera broke off, which its run tells
  } finally {
    await camera.close();
  }
}

async function startCamera({ home }: Stage, { path }: Video, protocol: CameraProtocol): Promise<Camera> {
  const port = await freePort();
  const url = `${protocol}://127.0.0.1:${port}`;
  const target = protocol === 'tcp' ? [`${url}?listen=1`] : ['-listen', '1', url];
  const input = ['-v', 'error', '-re', '-i', path, '-c', 'copy'];
  const timing = ['-copyts', '-muxdelay', '0', '-muxpreload', '0', '-f', 'mpegts'];
  const env = { PATH: process.env.PATH, HOME: home };
  const child = spawn('ffmpeg', [...input, ...timing, ...target], { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await until('the camera listens', () => isListening(port) || child.exitCode !== null || child.signalCode !== null);
  return {
    url,
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Whether somebody listens on a port, without connecting to it (Linux). */
function isListening(port: number): boolean {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .some((line) => line.includes(local) && / 0A /.test(line));
}
