import type { Command } from 'commander';
import { ConfigError } from '../../../shared/errors.ts';
import { homeFlags } from '../../flags/common-flags.ts';
import { flagName, optionalFlag, withoutVariables } from '../../flags/flag.ts';
import { onCall } from '../../flags/on-call.ts';
import type { Environment } from '../../flags/read-flags.ts';
import { path } from '../../flags/values.ts';

const darknetFlags = withoutVariables({
  cfg: optionalFlag('<file>', 'darknet network definition', path('a darknet network definition')),
  weights: optionalFlag('<file>', 'its weights', path('its weights')),
  names: optionalFlag('<file>', 'its labels, one a line', path('its labels')),
});

const flags = {
  ...homeFlags,
  ...darknetFlags,
  onnx: optionalFlag('<file>', 'an ONNX file instead of the three', path('an ONNX file'), { variable: null }),
};

type DarknetFiles = { readonly [K in keyof typeof darknetFlags]: string | null };

/** `framefleet model import`: files of the user's under a name. */
export function importCommand(command: Command, environment: Environment): void {
  command.argument('<name>');
  onCall(command, flags, environment, async ({ home, onnx, ...darknet }, name: string) => {
    const { manifest, folder } = await registered(name, home, onnx, darknet);
    const { say } = await import('../../output/say.ts');
    const { width, height } = manifest.input;
    say(`Imported ${name} (${width}×${height}, ${manifest.labels.length} classes) to ${folder}.`);
  });
}

async function registered(name: string, home: string, onnx: string | null, darknet: DarknetFiles) {
  if (onnx === null) {
    const { importModel } = await import('../../../model/store/import-model.ts');
    return importModel(home, name, allOf(darknet));
  }
  const others = Object.entries(darknet).flatMap(([field, value]) => (value === null ? [] : [flagName(field)]));
  if (others.length > 0) {
    throw new ConfigError('CONFIG_INVALID', `Expected \`--onnx\` alone, got it with \`${others.join(' ')}\`.`);
  }
  const { importOnnxFile } = await import('../../../model/onnx-import/cache-onnx-file.ts');
  return importOnnxFile(home, name, onnx);
}

/** @throws {ConfigError} `CONFIG_INVALID` naming all that are missing */
function allOf({ cfg, weights, names }: DarknetFiles) {
  if (cfg !== null && weights !== null && names !== null) return { cfg, weights, names };
  const faults = Object.entries({ cfg, weights, names }).flatMap(([field, value]) => {
    const { description } = darknetFlags[field as keyof DarknetFiles].schema;
    return value === null ? [`Expected \`${flagName(field)}\` to be ${description}, got nothing.`] : [];
  });
  throw new ConfigError('CONFIG_INVALID', faults.join('\n'));
}
