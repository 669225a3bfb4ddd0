import { z } from 'zod';
import { parseConfig } from '../shared/config.ts';
import { ConfigError } from '../shared/errors.ts';

const path = (what: string) => z.string().min(1).describe(`the path of ${what}`);

const darknetFiles = z.object({
  cfg: path('a darknet network definition'),
  weights: path('its weights'),
  names: path('its labels'),
});

/** Registers a model from the files that the options name. */
export async function importFiles(
  name: string,
  home: string,
  options: Readonly<Record<string, string>>,
): Promise<void> {
  const { manifest, folder } = await registered(name, home, options);
  const { width, height } = manifest.input;
  process.stderr.write(`Imported ${name} (${width}×${height}, ${manifest.labels.length} classes) to ${folder}.\n`);
}

async function registered(name: string, home: string, options: Readonly<Record<string, string>>) {
  const { onnx, ...darknet } = options;
  if (onnx === undefined) {
    const { importModel } = await import('../model/store/import-model.ts');
    return importModel(
      home,
      name,
      parseConfig(darknetFiles, darknet, (field) => `--${field}`),
    );
  }
  const others = Object.keys(darknet).map((field) => `--${field}`);
  if (others.length > 0) {
    throw new ConfigError('CONFIG_INVALID', `Expected \`--onnx\` alone, got it with \`${others.join(' ')}\`.`);
  }
  const { importOnnxFile } = await import('../model/onnx-import/cache-onnx-file.ts');
  return importOnnxFile(home, name, onnx);
}
