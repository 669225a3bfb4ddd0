import { ModelError } from '../../shared/errors.ts';
import { foreignText } from './foreign-file.ts';

/**
 * The labels of a darknet names file, one a line; blank lines at the end do not count.
 *
 * @param classes - how many the network has
 * @throws {ModelError} `MODEL_INVALID` when their number differs, one is empty, or the text is in another encoding
 */
export function parseNames(text: string, file: string, classes: number): string[] {
  const foreign = foreignText(text);
  if (foreign?.startsWith('UTF-16')) throw invalid(`Expected \`${file}\` to be UTF-8 text, got ${foreign}.`);
  if (foreign) throw invalid(`Expected \`${file}\` to be a list of names, got ${foreign}.`);
  const labels = text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
  const named = labels.filter((label) => label !== '').length;
  const garbled = labels.findIndex((label) => label.includes('\ufffd'));
  if (garbled >= 0) {
    throw invalid(
      `${file}, line ${garbled + 1}: expected UTF-8 text, got bytes of another encoding (${labels[garbled]}): save it as UTF-8.`,
    );
  }
  if (named > 0 && named < labels.length) {
    const line = labels.indexOf('') + 1;
    throw invalid(
      `${file}, line ${line}: expected a name, got an empty line. The file has ${named} names without it, the network has ${classes} classes.`,
    );
  }
  if (named !== classes) {
    throw invalid(`Expected \`${file}\` to have ${classes} names, as many as the network has classes, got ${named}.`);
  }
  return labels;
}

function invalid(message: string): ModelError {
  return new ModelError('MODEL_INVALID', message);
}
