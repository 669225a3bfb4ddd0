import { SEGMENT_TIME_LENGTH } from '../producer/camera/segment-name.ts';
import type { Input } from '../producer/input/inputs.ts';
import { ConfigError } from '../shared/errors.ts';
import { MAX_RUN_ID_LENGTH } from '../shared/run.ts';
import { choiceFaults } from './frame-choice.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Why some options do not fit their inputs, a sentence each.
 *
 * @param where - the place in a manifest where they stand; `null`: on the command line
 */
export function faultsOf(options: RunOptions, inputs: readonly Input[], where: string | null): string[] {
  const { run, duration, segment, startsAt, scenes, deinterlace, adaptive } = options;
  const faults = choiceFaults(options);
  const [several, name] = [inputs.length > 1, where === null ? (key: string) => `--${key}` : (key: string) => key];
  const recording = inputs.find(({ kind }) => kind !== 'camera');
  if (run !== null && several) {
    faults.push(`Expected \`${name('run')}\` to name the run of one input, got ${inputs.length} inputs.`);
  }
  if (startsAt !== null && several) {
    faults.push(`Expected \`${name('starts-at')}\` to be the beginning of one input, got ${inputs.length} inputs.`);
  }
  if (duration !== null && recording) {
    faults.push(`Expected \`--duration\` with cameras only, got \`${recording.uri}\`: a recording ends at \`--end\`.`);
  }
  const pictures = inputs.find(({ kind }) => kind === 'pictures');
  if (pictures && (scenes || deinterlace)) {
    faults.push(
      `Expected \`--scenes\` and \`--deinterlace\` with videos only, got the pictures in \`${pictures.uri}\`.`,
    );
  }
  const unsteady = inputs.find(({ kind }) => kind === 'camera' || kind === 'pictures');
  if (adaptive && unsteady) {
    faults.push(`Expected \`${name('adaptive')}\` with recordings only, got \`${unsteady.uri}\`.`);
  }
  if (options.recall !== null && !adaptive) {
    faults.push(`Expected \`${name('recall')}\` with \`${name('adaptive')}\` only.`);
  }
  if (options.quality !== null && options.frameCodec === 'raw') {
    faults.push(`Expected \`${name('quality')}\` with \`${name('frame-codec')}\` jpeg or webp only, got raw.`);
  }
  if (segment !== null && recording) {
    faults.push(`Expected \`--segment\` with cameras only, got \`${recording.uri}\`.`);
  }
  if (segment !== null && segment < 1) faults.push(`Expected \`--segment\` to be a second at least, got ${segment} s.`);
  if (segment !== null && run !== null && run.length > MAX_RUN_ID_LENGTH - SEGMENT_TIME_LENGTH) {
    const most = MAX_RUN_ID_LENGTH - SEGMENT_TIME_LENGTH;
    faults.push(`Expected \`${name('run')}\` with \`--segment\` to have ${most} letters at most, got ${run.length}.`);
  }
  if (pictures?.chosen) {
    faults.push(`Expected \`${name('stream')}\` and \`${name('program')}\` with videos only, got \`${pictures.uri}\`.`);
  }
  return faults.map((fault) => (where === null ? fault : `${where}: ${fault}`));
}

/** A run's name stands for one input, also over the jobs of manifests. */
export function repeatedNames(
  groups: readonly { readonly options: Pick<RunOptions, 'run'>; readonly where: string | null }[],
): string[] {
  const first = new Map<string, string>();
  return groups.flatMap(({ options: { run }, where }) => {
    if (run === null) return [];
    const [here, before] = [where ?? 'the command line', first.get(run)];
    if (before === undefined) first.set(run, here);
    return before === undefined ? [] : [`${here}: Expected \`run\` to name one run, got \`${run}\` as in ${before}.`];
  });
}

/** @throws {ConfigError} `CONFIG_INVALID` with all faults, if there are any */
export function requireNone(faults: readonly string[]): void {
  if (faults.length > 0) throw new ConfigError('CONFIG_INVALID', faults.join('\n'));
}
