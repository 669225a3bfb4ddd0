// The model and nothing else, opened as a worker opens it:
//   node dist/test/bench/bare-loop.js FOLDER HOME THREADS FRAMES → {frames, seconds, cpuSeconds}
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { readManifest } from '../../model/files/stored-model.ts';
import { openSession } from '../../model/runtime/open-session.ts';

const [folder = '', home = '', threads = '2', count = '100'] = process.argv.slice(2);
const manifest = await readManifest(folder);
if (!manifest) throw new Error(`Expected a model in ${folder}.`);
const graph = { manifest, graphPath: join(folder, manifest.graph) };
const { session } = await openSession(graph, home, { threads: Number(threads), allowSpinning: true });
const { name, width, height } = manifest.input;
const pixels = Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 2654435761) >>> 24);
const run = () => session.run({ [name]: new Tensor('uint8', pixels, [1, height, width, 3]) });

for (let i = 0; i < 3; i++) await run();
const cpu = process.cpuUsage();
const started = performance.now();
for (let i = 0; i < Number(count); i++) await run();
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(`${JSON.stringify({ frames: Number(count), seconds, cpuSeconds: (user + system) / 1e6 })}\n`);
