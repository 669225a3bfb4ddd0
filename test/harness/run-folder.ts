import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Where everything temporary of this run of the tests lies. It is told from that of other runs, and so are processes: whoever
 * has it in its environment or command line was started by this run.
 */
export const runFolder = mkdtempSync(join(tmpdir(), 'fft-'));

process.env.TMPDIR = runFolder;
process.on('exit', () => rmSync(runFolder, { recursive: true, force: true }));
