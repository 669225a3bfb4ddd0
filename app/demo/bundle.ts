import { access } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../shared/errors.ts';

const PROJECT = new URL('../../../', import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(name, PROJECT));

/** What the demo needs and the project brings; the build copies none of it. */
export const BUNDLE = {
  network: pathOf('demo/network'),
  clip: pathOf('demo/clip/demo.mp4'),
  truth: pathOf('demo/clip/demo.gt.txt'),
} as const;

/** @throws {InputError} `INPUT_NOT_FOUND` where framefleet was installed without it */
export async function requireBundle(): Promise<void> {
  for (const path of Object.values(BUNDLE)) {
    await access(path).catch((cause: unknown) => {
      throw new InputError(
        'INPUT_NOT_FOUND',
        `Expected the demo's files to come with framefleet, got no \`${path}\`: container images leave them out. Run \`./framefleet demo\` in a clone of the project.`,
        { cause },
      );
    });
  }
}

/** How the project's launcher is called from the working directory. */
export function launcherName(): string {
  const launcher = pathOf('framefleet');
  const path = relative(process.cwd(), launcher);
  return path.startsWith('..') ? launcher : `./${path}`;
}
