import { ConfigError } from '../../shared/errors.ts';
import type { ExportFormat, ExportVideo } from './export-source.ts';

/**
 * A format that makes a file for each run, as the file of the one run where the output is named like one (`gate.vtt`); else the
 * format as it is.
 *
 * @throws {ConfigError} `CONFIG_INVALID` where one file is asked of several runs, or of none
 */
export function asOneFile(format: ExportFormat, output: string, videos: readonly ExportVideo[]): ExportFormat {
  const { name, fileEnding } = format;
  if (fileEnding === undefined || !output.toLowerCase().endsWith(fileEnding)) return format;
  if (videos.length !== 1) {
    const message = `Expected one run for \`${output}\`, got ${videos.length}: name one with \`--run\`, or give ${name} a folder to write a file for each into.`;
    throw new ConfigError('CONFIG_INVALID', message);
  }
  return {
    ...format,
    isFolder: false,
    write: (source, target) => format.write(source, { file: () => target.file('') }),
  };
}
