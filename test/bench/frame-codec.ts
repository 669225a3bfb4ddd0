// What encoding frames on their way to workers costs, saves and changes; a row of the tables in docs/frame-codec.md each:
//
//   node dist/test/bench/frame-codec.js [--data ../shared/data] [--videos people,traffic] [--model models/yolo-fastest-1.1-xl]
//     [--every 4] [--codecs jpeg:90,webp:100] [--rounds 3] [--json]
//   node dist/test/bench/frame-codec.js --rates 10,100 [--data …] [--codecs …]     whole runs over a network so slow, in Mbit/s
//
// Without the folder of data it takes the bundled clip and network. CPU is that of this process, all threads, the least of the rounds.
// "recall" and "precision" hold what is found in decoded frames against what is found in the same frames as they were (one label, IoU
// 0.5): of detections from 0.5 on, and of all from 0.25 on. "AP50" is of coco-val64, where the data has it and the model its labels.
// "pays below" is the network's rate at which the bytes that a codec saves take as long as the CPU that it takes on both sides.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { plainTable } from '../../cli/output/table.ts';
import { ThreadedDetector } from '../../model/detector/threaded-detector.ts';
import { resolveModel } from '../../model/store/resolve-model.ts';
import { type FrameCodec, frameCodecSchema } from '../../shared/frame-codec.ts';
import { DEMO } from '../fixtures/clips.ts';
import { agreementWith, detectionsIn } from './frame-codec/agreement-with-raw.ts';
import { costOf } from './frame-codec/cost-of-codec.ts';
import { labelledFrames, precisionOf } from './frame-codec/labelled-frames.ts';
import { sampledFrames } from './frame-codec/sampled-frames.ts';
import { runsOverNetwork } from './frame-codec/slow-network.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    videos: { type: 'string', default: 'people,traffic' },
    model: { type: 'string', default: 'models/yolo-fastest-1.1-xl' },
    every: { type: 'string', default: '4' },
    codecs: { type: 'string', default: 'jpeg:70,jpeg:80,jpeg:90,jpeg:95,webp:70,webp:80,webp:90,webp:100' },
    rounds: { type: 'string', default: '3' },
    rates: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const hasData = existsSync(join(options.data, options.model));
const model = hasData ? join(options.data, options.model) : DEMO.network;
const videos = hasData
  ? options.videos.split(',').map((name) => join(options.data, 'videos', `${name}.mp4`))
  : [DEMO.clip];
const codecs = options.codecs.split(',').map((text) => {
  const [encoding, quality] = text.split(':');
  return frameCodecSchema.parse({ encoding, quality: Number(quality) });
});
const home = mkdtempSync(join(tmpdir(), 'framefleet-frame-codec-'));

type Row = Record<string, string | number>;
function print(rows: readonly Row[]): void {
  if (options.json) for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
  else process.stdout.write(`${plainTable(rows)}\n\n`);
}
const per = (share: number) => `${(100 * share).toFixed(1)} %`;

async function measure(detector: ThreadedDetector, video: string): Promise<Row[]> {
  const { width, height } = detector.manifest.input;
  const network = { width, height };
  const frames = await sampledFrames(video, network, Number(options.every));
  const wanted = await detectionsIn(detector, frames);
  const labelled = hasData ? await labelledFrames(options.data, detector.manifest) : null;
  const rawBytes = width * height * 3;
  const name = basename(video);
  const ap50 = async (codec: FrameCodec | null): Promise<Row> =>
    labelled ? { ap50: per(await precisionOf(detector, labelled, codec)) } : {};
  const same = { recall: '', precision: '', recallOfAll: '', precisionOfAll: '' };
  const raw = { bytes: rawBytes, ofRaw: '', encodeMs: 0, decodeMs: 0, ...same, ...(await ap50(null)) };
  const rows: Row[] = [{ video: name, codec: 'raw', ...raw, paysBelowMbit: '' }];
  for (const codec of codecs) {
    const { bytes, encodeMs, decodeMs, decoded } = await costOf(codec, network, frames, Number(options.rounds));
    const found = await detectionsIn(detector, decoded);
    const [sure, all] = [agreementWith(wanted, found, 0.5), agreementWith(wanted, found, 0.25)];
    rows.push({
      ...{ video: name, codec: `${codec.encoding} ${codec.quality}`, bytes: Math.round(bytes) },
      ...{ ofRaw: per(bytes / rawBytes), encodeMs: encodeMs.toFixed(2), decodeMs: decodeMs.toFixed(2) },
      ...{ recall: per(sure.recall), precision: per(sure.precision) },
      ...{ recallOfAll: per(all.recall), precisionOfAll: per(all.precision) },
      ...(await ap50(codec)),
      paysBelowMbit: Math.round((8 * (rawBytes - bytes)) / (encodeMs + decodeMs) / 1000),
    });
  }
  return rows;
}

try {
  if (options.rates) {
    const rates = options.rates.split(',').map(Number);
    for (const video of videos) print(await runsOverNetwork({ home, model, video, rates, codecs }));
  } else {
    const { manifest, folder } = await resolveModel(model, home);
    const session = { threads: 2, allowSpinning: false };
    const detector = await ThreadedDetector.load({ model: { manifest, folder }, home, session });
    for (const video of videos) print(await measure(detector, video));
    await detector.close();
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
