// The model and nothing else: node dist/test/bench/bare-loop.js GRAPH THREADS FRAMES → {frames, seconds, cpuSeconds}
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [graph = '', threads = '2', count = '100'] = process.argv.slice(2);
const session = await InferenceSession.create(graph, {
  executionProviders: ['cpu'],
  intraOpNumThreads: Number(threads),
  interOpNumThreads: 1,
});
const [input] = session.inputMetadata;
if (!input?.isTensor) throw new Error('Expected the graph to take a tensor.');
const [, height, width] = input.shape as [unknown, number, number];
const pixels = Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 2654435761) >>> 24);
const run = () => session.run({ [input.name]: new Tensor('uint8', pixels, [1, height, width, 3]) });

for (let i = 0; i < 3; i++) await run();
const cpu = process.cpuUsage();
const started = performance.now();
for (let i = 0; i < Number(count); i++) await run();
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(`${JSON.stringify({ frames: Number(count), seconds, cpuSeconds: (user + system) / 1e6 })}\n`);
