import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences of the packages that some files are of, one after the other. */
export function licencesOf(files) {
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(Boolean);
  return [...new Set(folders)].sort().map(licenceOf).join('\n\n');
}

function licenceOf(folder) {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  return [
    `${name} ${version} (${license ?? licenses?.[0]?.type})`,
    ...texts.map((file) => readFileSync(join(folder, file), 'utf8')),
  ].join('\n\n');
}
