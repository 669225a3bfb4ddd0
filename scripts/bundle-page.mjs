// Makes the page of the results service: one script and one stylesheet, minified and named after what they hold, so that browsers may
// keep them for ever, and the document that names them. Each stands there compressed too: as far as it goes, that takes a second, which no
// service has to spend before it shows its page.
//
//   node scripts/bundle-page.mjs [--sizes]   into dist/web/page/; with --sizes prints what each takes
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const OUT = 'dist/web/page';

rmSync(OUT, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [
    { in: 'web/page.ts', out: 'page' },
    { in: 'web/page.css', out: 'style' },
  ],
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'chrome111', 'firefox115', 'safari16.4'],
  outdir: OUT,
  entryNames: '[name]-[hash]',
  legalComments: 'eof',
  metafile: true,
  logLevel: 'warning',
});
const files = Object.keys(metafile.outputs).map((path) => basename(path));
const [script, style] = ['.js', '.css'].map((end) => files.find((file) => file.endsWith(end)));
const html = readFileSync('web/index.html', 'utf8').replace('page.css', style).replace('page.ts', script);
writeFileSync(join(OUT, 'index.html'), html);
copyFileSync('web/icon.svg', join(OUT, 'icon.svg'));

for (const file of [...files, 'index.html', 'icon.svg']) {
  const bytes = readFileSync(join(OUT, file));
  const [gzip, brotli] = [gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)];
  writeFileSync(join(OUT, `${file}.gz`), gzip);
  writeFileSync(join(OUT, `${file}.br`), brotli);
  if (!process.argv.includes('--sizes')) continue;
  console.log(`${file}: ${bytes.length} bytes, ${gzip.length} with gzip, ${brotli.length} with brotli`);
}
