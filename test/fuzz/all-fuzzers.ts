import type { Random } from '../../demo/render/random.ts';
import type { Fuzzer } from './fuzzer.ts';
import { httpFuzzer } from './fuzzers/http.ts';
import { cfgFuzzer, namesFuzzer, onnxFuzzer, weightsFuzzer } from './fuzzers/model-files.ts';
import { pictureFuzzer } from './fuzzers/picture.ts';
import { jobFuzzer, resultFuzzer } from './fuzzers/queue-message.ts';
import { videoFuzzer } from './fuzzers/video.ts';
import type { Templates } from './templates.ts';

const ALL = [
  videoFuzzer,
  cfgFuzzer,
  namesFuzzer,
  weightsFuzzer,
  onnxFuzzer,
  pictureFuzzer,
  jobFuzzer,
  resultFuzzer,
  httpFuzzer,
];

/** Every kind of hostile input. */
export function allFuzzers(templates: Templates): Fuzzer[] {
  return ALL.map((make) => make(templates));
}

/** Draws a kind by its weight. */
export function pickFuzzer(fuzzers: readonly Fuzzer[], random: Random): Fuzzer {
  return random.pick(fuzzers.flatMap((fuzzer) => Array<Fuzzer>(fuzzer.weight).fill(fuzzer)));
}
