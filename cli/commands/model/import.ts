import { defineCommand } from '../../define-command.ts';
import { homeFlags } from '../../flags/common-flags.ts';
import { optionalFlag, withoutVariables } from '../../flags/flag.ts';
import { path } from '../../flags/values.ts';
import { say } from '../../output/say.ts';

const flags = {
  ...homeFlags,
  ...withoutVariables({
    cfg: optionalFlag('<file>', 'darknet network definition', path('a darknet network definition')),
    weights: optionalFlag('<file>', 'its weights', path('its weights')),
    names: optionalFlag('<file>', 'its labels, one a line', path('its labels')),
    onnx: optionalFlag('<file>', 'an ONNX file instead of the three', path('an ONNX file')),
  }),
};

/** `framefleet model import`: files of the user's under a name. */
export const command = defineCommand({ '<name>': '' }, flags, async ({ home, ...files }, [name]: [string]) => {
  const { importFiles } = await import('../../../app/import-files.ts');
  const { manifest, folder } = await importFiles(name, home, files);
  const { width, height } = manifest.input;
  say(`Imported ${name} (${width}×${height}, ${manifest.labels.length} classes) to ${folder}.`);
});
