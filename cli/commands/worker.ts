import { Command } from 'commander';
import { homeOf } from '../../app/home.ts';
import { parseConfig } from '../../shared/config.ts';
import { flag, flagNameOf, homeFlag, withFlags } from '../flags/environment-option.ts';

/** `framefleet worker`: one worker process. */
export function workerCommand(): Command {
  return withFlags(new Command('worker').description('run one worker process, against REDIS_URL'), [
    homeFlag(),
    flag('--redis-url <url>', 'Redis of the fleet').env('REDIS_URL'),
    flag('--namespace <name>', 'keeps several fleets on one Redis apart', 'framefleet'),
    flag('--threads <n>', 'threads of the model', 'the CPU quota'),
    flag('--preload <sha256[@WxH]>', 'model to load at the start, before frames ask for it', 'none'),
    flag('--no-spinning', 'let idle threads sleep, where workers share cores'),
    flag('--health-port <port>', 'answer GET /healthz on this port', 'off'),
    flag('--log-level <level>', 'trace, debug, info, warn, error, fatal or silent', 'info'),
  ]).action(async (_options, command: Command) => {
    const { prepareThread } = await import('../../model/detector/model-thread.ts');
    prepareThread();
    const [{ workerConfigSchema }, { runWorker }] = await Promise.all([
      import('../../worker/worker-config.ts'),
      import('../../worker/main.ts'),
    ]);
    const options = command.optsWithGlobals();
    await runWorker(parseConfig(workerConfigSchema, { ...options, home: homeOf(options) }, flagNameOf));
  });
}
