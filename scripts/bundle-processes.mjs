// Bundles what is started as a process or a thread, in the place of what tsc made of it: with its packages in a few files beside it,
// it starts in three fifths of the time. What is imported later lies in files of its own, which processes share (dist/bundle/).
//
//   node scripts/bundle-processes.mjs
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { licencesOf } from './bundle/licences.mjs';
import { ownModules } from './bundle/own-modules.mjs';
import { slimPackages } from './bundle/slim-packages.mjs';

const DIST = resolve('dist');
const SHARED = 'bundle';
const ROOMS = ['app', 'cli', 'client', 'demo', 'model', 'pictures', 'producer', 'queue', 'results', 'shared', 'worker'];

/** Native code, what finds files beside its code, and what few commands need. */
const EXTERNAL = [
  ...['onnxruntime-node', 'sharp', '@duckdb/node-bindings*', 'ffmpeg-static', 'msgpackr-extract'],
  ...['@fastify/swagger', '@fastify/swagger-ui', 'vega', 'vega-lite', 'cron-parser'],
  './lib-cov/*', // of fluent-ffmpeg, for tests of its own
];

/** Packages' CommonJS expects these; files without such code do without. */
const COMMONJS = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;
`;

/** The command line, and every module of ours that another one names as a file to be started. */
function entryPoints() {
  const named = ROOMS.flatMap((room) => readdirSync(room, { recursive: true }).map((file) => join(room, file)))
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/new URL\('(\.[^']+)\.js', import\.meta\.url\)/g)].map(([, path]) =>
        join(dirname(file), `${path}.ts`),
      ),
    );
  return [...new Set(named)].sort();
}

const { outputFiles, metafile } = await build({
  entryPoints: entryPoints(),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  external: EXTERNAL,
  outdir: DIST,
  outbase: '.',
  chunkNames: `${SHARED}/[name]-[hash]`,
  legalComments: 'none', // licences stand whole beside
  plugins: [ownModules(ROOMS), slimPackages()],
  metafile: true,
  write: false,
  logLevel: 'warning',
});
const written = new Set(['LICENCES.txt', ...outputFiles.map(({ path }) => relative(join(DIST, SHARED), path))]);
for (const { path, text } of outputFiles) {
  const toDist = relative(dirname(path), DIST) || '.';
  const placed = ownModules.placed(text, toDist);
  const code = /\b(require|__dirname|__filename)\b/.test(placed) ? withBanner(placed) : placed;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}
writeFileSync(join(DIST, SHARED, 'LICENCES.txt'), licencesOf(Object.keys(metafile.inputs)));
for (const file of readdirSync(join(DIST, SHARED))) {
  if (!written.has(file)) rmSync(join(DIST, SHARED, file)); // of an earlier build
}

function withBanner(code) {
  const [shebang = ''] = /^#!.*\n/.exec(code) ?? [];
  return shebang + COMMONJS + code.slice(shebang.length);
}
