// How many detections a second the results service stores: results that wait on the queue of a real Redis, until their run is
// complete on disk, sums included, while questions are asked over HTTP. And the CPU that the service takes, its start included.
//
//   node dist/test/bench/ingest.js [--chunks 4000] [--detections 20] [--json]
//
// A chunk has 8 frames; --detections are those in a frame.
import { parseArgs } from 'node:util';
import { processUsages } from '../../app/study/process-usage.ts';
import { plainTable } from '../../cli/output/table.ts';
import { ResultsClient } from '../../client/results-client.ts';
import { median } from '../../model/runtime/paired-times.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import type { ChunkResult } from '../../shared/chunk-result.ts';
import { parseResultsUrl } from '../../shared/results-address.ts';
import { until } from '../results/fixtures/private-redis.ts';
import { atSite, killService, spawnService } from '../results/fixtures/running-service.ts';
import { ofRun, sampleFrame, sampleResult, sampleRun } from '../results/fixtures/samples.ts';
import { Random } from '../results/query/brute-force/random.ts';

const FRAMES = 8;
const LABELS = ['person', 'car', 'bicycle', 'dog'];
const BULK = 500;

const { values } = parseArgs({
  options: {
    chunks: { type: 'string', default: '4000' },
    detections: { type: 'string', default: '20' },
    json: { type: 'boolean' },
  },
});
const [chunks, perFrame] = [Number(values.chunks), Number(values.detections)];
const random = new Random(1);

function chunkOf(chunkIndex: number): ChunkResult {
  const frames = Array.from({ length: FRAMES }, (_, at) => {
    const detections = Array.from({ length: perFrame }, () => {
      const classId = random.whole(0, LABELS.length - 1);
      const [x, y] = [random.number() * 1800, random.number() * 900];
      const box = [x, y, x + 20 + random.number() * 100, y + 20 + random.number() * 100] as const;
      return { box, classId, label: LABELS[classId]!, confidence: 0.25 + random.number() * 0.74 };
    });
    return sampleFrame(chunkIndex * FRAMES + at, { detections });
  });
  return { ...sampleResult(chunkIndex), firstFrameIndex: chunkIndex * FRAMES, frameCount: FRAMES, frames };
}

await atSite(async (site) => {
  const store = await DuckDbStore.open(site.storePath);
  const run = await store.ledger.open(sampleRun({ model: { labels: LABELS }, settings: { chunkFrames: FRAMES } }));
  await store.ledger.endInput(run, { sampledFrames: chunks * FRAMES, frameCount: null, inputError: null });
  await store.close();
  for (let first = 0; first < chunks; first += BULK) {
    const count = Math.min(BULK, chunks - first);
    await site.send(
      ofRun(
        run,
        Array.from({ length: count }, (_, at) => chunkOf(first + at)),
      ),
    );
  }
  const began = performance.now();
  const service = await spawnService(site, 'unlimited', { FRAMEFLEET_LOCK_DURATION_MS: undefined }); // its own, not that of tests
  const client = new ResultsClient(parseResultsUrl(`unix://${site.socketPath}`), 10_000);
  const startMs = performance.now() - began;
  const times: number[] = [];
  await until(
    'the run to be complete',
    async () => {
      const asked = performance.now();
      await client.reader.counts({ by: 'label' });
      times.push(performance.now() - asked);
      return (await client.ledger.read('r1')).state === 'complete';
    },
    600_000,
  );
  const seconds = (performance.now() - began - startMs) / 1000;
  const { detections } = await client.ledger.read('r1');
  const serviceCpuSeconds = (await processUsages()).get(service.pid!)!.cpuSeconds;
  await client.close();
  await killService(service, 'SIGTERM');
  const result = {
    detections,
    seconds: Math.round(seconds * 100) / 100,
    detectionsPerSecond: Math.round(detections / seconds),
    chunksPerSecond: Math.round(chunks / seconds),
    serviceCpuSeconds,
    questions: times.length,
    medianQuestionMs: Math.round(median(times)),
    worstQuestionMs: Math.round(Math.max(...times)),
  };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : plainTable([result]));
});
