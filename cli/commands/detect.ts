import { childContext } from '../../app/local/child-context.ts';
import type { InputEnd } from '../../app/run-events.ts';
import { FramefleetError } from '../../shared/errors.ts';
import { defineCommand } from '../define-command.ts';
import { deviceFlag, localFlags } from '../flags/common-flags.ts';
import type { FlagValues } from '../flags/flag.ts';
import type { Environment } from '../flags/read-flags.ts';
import { runFlags, workerFlags } from '../flags/run-flags.ts';
import { INPUTS, namedInputs } from '../jobs/named-inputs.ts';

const flags = {
  ...runFlags,
  device: deviceFlag,
  ...workerFlags('cores, 4 at most; 2 on a GPU'),
  ...localFlags,
};
type Options = Pick<FlagValues<typeof flags>, 'home' | 'resultsUrl' | 'token' | 'readToken'>;

/** `framefleet detect`: the main job on this machine. */
export const command = defineCommand(
  { '<input...>': INPUTS },
  flags,
  async ({ json, ...options }, [names]: [string[]], environment) => {
    const [{ detect }, { showRuns }] = await Promise.all([
      import('../../app/detect.ts'),
      import('../output/show-runs.ts'),
    ]);
    const named = await namedInputs(names);
    const children = childContext(new URL('../main.js', import.meta.url), environment);
    return showRuns(json ? 'json' : 'text', (signals, events) =>
      detect({ ...options, ...named }, children, signals, {
        ...events,
        async onEnd(ends) {
          if (!json && !signals.stop.aborted) await printFound(ends, options, environment);
        },
      }),
    );
  },
);

/** Says what was found. What keeps the store from telling is no failure of what was asked for. */
async function printFound(ends: readonly InputEnd[], options: Options, environment: Environment): Promise<void> {
  const runIds = ends.flatMap((end) => (end.kind === 'run' ? [end.summary.runId] : []));
  if (runIds.length === 0) return;
  const [{ askFound }, { askingOf }, { foundReport }, { print }, { say }] = await Promise.all([
    import('../../app/ask-found.ts'),
    import('../output/next-questions.ts'),
    import('../output/found-report.ts'),
    import('../output/print.ts'),
    import('../output/say.ts'),
  ]);
  try {
    print(foundReport(await askFound(options, [...new Set(runIds)]), askingOf(options.home, environment)));
  } catch (error) {
    if (!(error instanceof FramefleetError)) throw error;
    say(`framefleet: what was found cannot be told: ${error.message}`);
  }
}
