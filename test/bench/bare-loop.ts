// The model and nothing else: node dist/test/bench/bare-loop.js GRAPH THREADS FRAMES WIDTH HEIGHT → {frames, seconds, cpuSeconds}
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [graph = '', threads = '2', count = '100', width, height] = process.argv.slice(2);
const session = await InferenceSession.create(graph, {
  executionProviders: ['cpu'],
  intraOpNumThreads: Number(threads),
  interOpNumThreads: 1,
});
const dims = [1, Number(height), Number(width), 3];
const [name = ''] = session.inputNames;
const pixels = Uint8Array.from({ length: Number(height) * Number(width) * 3 }, (_, i) => (i * 2654435761) >>> 24);
const run = () => session.run({ [name]: new Tensor('uint8', pixels, dims) });

for (let i = 0; i < 3; i++) await run();
const cpu = process.cpuUsage();
const started = performance.now();
for (let i = 0; i < Number(count); i++) await run();
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(`${JSON.stringify({ frames: Number(count), seconds, cpuSeconds: (user + system) / 1e6 })}\n`);
