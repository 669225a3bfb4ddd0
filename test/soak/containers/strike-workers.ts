import { setTimeout as sleep } from 'node:timers/promises';
import type { Compose } from './compose.ts';

const BETWEEN_MS = 2_000;
const STOPPED_MS = 5_000;

/** Ends every worker's container from outside, as a machine without memory would, one after the other. @returns how many */
export async function killOneByOne(compose: Compose, say: (text: string) => void): Promise<number> {
  let killed = 0;
  for (const { Name } of await compose.containers('worker')) {
    const now = (await compose.containers('worker')).find((one) => one.Name === Name);
    if (now === undefined || now.State.Pid === 0) continue;
    process.kill(now.State.Pid, 'SIGKILL');
    killed++;
    say(`killed ${Name.slice(1)} (process ${now.State.Pid})`);
    await sleep(BETWEEN_MS);
  }
  return killed;
}

/** `docker compose stop worker`, and some seconds later `up`. */
export async function stopAndUp(compose: Compose, workers: number, say: (text: string) => void): Promise<void> {
  await compose.run('stop', 'worker');
  say('all workers are stopped');
  await sleep(STOPPED_MS);
  await compose.run('up', '--detach', '--scale', `worker=${workers}`);
  say('all workers are up again');
}
