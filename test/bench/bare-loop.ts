// The model and nothing else, opened as a worker opens it:
//   node dist/test/bench/bare-loop.js FOLDER HOME THREADS FRAMES → {frames, seconds, cpuSeconds}
import { readManifest } from '../../model/files/stored-model.ts';
import { openSession } from '../../model/runtime/open-session.ts';

const [folder = '', home = '', threads = '2', count = '100'] = process.argv.slice(2);
const manifest = await readManifest(folder);
if (!manifest) throw new Error(`Expected a model in ${folder}.`);
const { session } = await openSession({ manifest, folder }, home, { threads: Number(threads), allowSpinning: true });
const { width, height } = manifest.input;
const pixels = Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 2654435761) >>> 24);
const run = () => session.run(pixels, { width, height });

for (let i = 0; i < 3; i++) await run();
const cpu = process.cpuUsage();
const started = performance.now();
for (let i = 0; i < Number(count); i++) await run();
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(`${JSON.stringify({ frames: Number(count), seconds, cpuSeconds: (user + system) / 1e6 })}\n`);
