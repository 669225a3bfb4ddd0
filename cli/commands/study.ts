import type { WorkEvents } from '../../app/events.ts';
import { childContext } from '../../app/local/child-context.ts';
import { ShutdownSignals } from '../../app/shutdown-signals.ts';
import { ConfigError } from '../../shared/errors.ts';
import { defineCommand } from '../define-command.ts';
import { STOPPED } from '../failure.ts';
import { deviceFlag, ffmpegFlags, homeFlags, jsonFlag } from '../flags/common-flags.ts';
import { type FlagValues, optionalFlag, toggle, withoutVariables } from '../flags/flag.ts';
import { integer, path, text } from '../flags/values.ts';
import { printReport } from '../output/print.ts';
import { scalingReport } from '../output/study/scaling-report.ts';
import { studyReport } from '../output/study/study-report.ts';
import { showWork } from '../output/work-display.ts';

const LATENCY_MS = 200;
const MOST_WORKERS = 32;
const modelValue = text('the name of a model, or a folder');

const flags = {
  ...withoutVariables({
    scaling: toggle('measure how far the queue carries instead: 1 to 32 workers'),
    quick: toggle('in two minutes'),
    html: optionalFlag('<file>', 'also write a page with the figures and their plots', path('a file')),
    model: optionalFlag('<model>', 'what infers, with made-up weights where an official one is not here', modelValue, {
      otherwise: 'yolov4; yolov4-tiny with --quick',
    }),
    latencyMs: optionalFlag('<ms>', 'with --scaling: how long the detector sleeps for a frame', integer(1, 60_000), {
      otherwise: `${LATENCY_MS}`,
    }),
    mostWorkers: optionalFlag('<n>', 'with --scaling: no more workers than this', integer(1, 64), {
      otherwise: `${MOST_WORKERS}`,
    }),
  }),
  device: deviceFlag,
  json: jsonFlag,
  ...homeFlags,
  ...ffmpegFlags,
};

/** `framefleet study`: the measurements that the project grew out of. */
export const command = defineCommand({}, flags, async (values, _, environment) => {
  const { scaling: isScaling, html, json, latencyMs, mostWorkers, ...options } = values;
  requireFitting(values);
  const children = childContext(new URL('../main.js', import.meta.url), environment);
  if (isScaling) {
    const levels = { ...options, latencyMs: latencyMs ?? LATENCY_MS, mostWorkers: mostWorkers ?? MOST_WORKERS };
    const { scaling } = await import('../../app/study/scaling/scaling.ts');
    const result = await untilStopped((signal, work) => scaling(levels, children, signal, work));
    if (result === null) return STOPPED;
    printReport(result, json, scalingReport);
    if (html !== null) await (await import('../output/study/study-page.ts')).writeScalingPage(html, result);
    return 0;
  }
  const { study } = await import('../../app/study/study.ts');
  const result = await untilStopped((signal, work) => study(options, children, signal, work));
  if (result === null) return STOPPED;
  printReport(result, json, studyReport);
  if (html !== null) await (await import('../output/study/study-page.ts')).writeStudyPage(html, result);
  return 0;
});

/** Ctrl-C ends the processes that it ends itself: what they then say is not told. @returns `null` where it was stopped */
async function untilStopped<T>(work: (signal: AbortSignal, events: WorkEvents) => Promise<T>): Promise<T | null> {
  const signals = new ShutdownSignals();
  signals.listen();
  try {
    return await showWork((display) => work(signals.stop, display));
  } catch (error) {
    if (signals.stop.aborted) return null;
    throw error;
  }
}

/** @throws {ConfigError} `CONFIG_INVALID` */
function requireFitting({ scaling, device, latencyMs, mostWorkers }: FlagValues<typeof flags>): void {
  if (scaling && device !== 'cpu') {
    throw new ConfigError('CONFIG_INVALID', 'Expected `--device cpu` with `--scaling`, got `gpu`.');
  }
  if (!scaling && (latencyMs !== null || mostWorkers !== null)) {
    const flag = latencyMs === null ? '--most-workers' : '--latency-ms';
    throw new ConfigError('CONFIG_INVALID', `Expected no \`${flag}\` without \`--scaling\`, got one.`);
  }
}
