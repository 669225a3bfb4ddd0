import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';

const DIST = '__FRAMEFLEET_DIST__';

/**
 * Modules of ours mean their own place by `import.meta.url`, not that of the file into which they are bundled; and they take of zod
 * what they name, so that the rest (all its languages) is left out.
 */
export function ownModules(rooms) {
  return {
    name: 'own modules',
    setup({ initialOptions, onLoad }) {
      const root = initialOptions.absWorkingDir ?? process.cwd();
      onLoad({ filter: new RegExp(`^${root}/(${rooms.join('|')})/.*\\.ts$`) }, async ({ path }) => {
        const place = `${DIST}/${relative(root, path).replace(/\.ts$/, '.js')}`;
        const contents = (await readFile(path, 'utf8'))
          .replaceAll('import.meta.url', `new URL('${place}', import.meta.url).href`)
          .replace("import { z } from 'zod';", "import * as z from 'zod';");
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** A bundled file's code, once it is known how it gets to the folder of the build. */
ownModules.placed = (code, toDist) => code.replaceAll(DIST, toDist);
