import { ModelError } from '../../shared/errors.ts';

/**
 * The labels of a darknet names file, one a line; blank lines at the end do not count.
 *
 * @param classes - how many the network has
 * @throws {ModelError} `MODEL_INVALID` when their number differs, or one is empty
 */
export function parseNames(text: string, file: string, classes: number): string[] {
  const labels = text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
  const empty = labels.indexOf('');
  if (labels.length !== classes) {
    const count = empty === 0 ? 0 : labels.length;
    throw new ModelError(
      'MODEL_INVALID',
      `Expected \`${file}\` to have ${classes} names, as many as the network has classes, got ${count}.`,
    );
  }
  if (empty >= 0) {
    throw new ModelError('MODEL_INVALID', `${file}, line ${empty + 1}: expected a name, got an empty line.`);
  }
  return labels;
}
