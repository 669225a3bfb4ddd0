// Marks the build as done, so that the launcher can tell at a glance whether a source is newer.
import { writeFileSync } from 'node:fs';

writeFileSync(new URL('../dist/.built', import.meta.url), `${new Date().toISOString()}\n`);
