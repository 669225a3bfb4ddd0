// Ends a build: removes what earlier builds made of sources that are gone, so that no test of them is run, and marks the build
// as done, so that the launcher can tell at a glance whether a source is newer.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

const project = new URL('../', import.meta.url);
const dist = new URL('dist/', project);
for (const file of readdirSync(dist, { recursive: true })) {
  if (/^(web\/page|bundle)\//.test(file)) continue; // bundled, not compiled
  const isStale = /\.(js|d\.ts)$/.test(file) && !existsSync(new URL(file.replace(/\.(js|d\.ts)$/, '.ts'), project));
  if (isStale) rmSync(new URL(file, dist));
}
writeFileSync(new URL('.built', dist), `${new Date().toISOString()}\n`);
