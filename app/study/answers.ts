import type { Machine } from './machine.ts';
import type { StoringCost } from './storing-cost.ts';
import type { WeightsLength } from './study-model.ts';
import { PROCESS_COUNTS, rowOf, SMALL, type StudyRow } from './study-row.ts';

/** A question of the study, and what this machine's figures say. */
export interface Answer {
  readonly question: string;
  readonly answer: string;
}

/** How fast workers of so many threads each are together. */
export interface Layout {
  readonly workers: number;
  readonly threads: number;
  readonly framesPerSecond: number;
}

/** Everything that was measured. */
export interface Figures {
  readonly rows: readonly StudyRow[];
  readonly layouts: readonly Layout[];
  readonly storing: StoringCost;
  readonly weights: readonly WeightsLength[];
}

/** Of two figures the first is as good as the second from here on. */
const AS_GOOD = 0.97;

/** The questions of the study, answered from figures alone. */
export function studyAnswers(figures: Figures, machine: Pick<Machine, 'cores'>): Answer[] {
  const { rows } = figures;
  return [
    {
      question: 'Is showing results in real time expensive?',
      answer: 'Not measured: framefleet shows nothing while it works. What it does instead is the last question.',
    },
    { question: 'What does inference cost in CPU and frames/s?', answer: inferenceCost(rows) },
    { question: 'Do threads grow?', answer: threadGrowth(rows) },
    { question: 'What does a smaller picture save, and what does gray?', answer: savings(rows) },
    { question: 'Does one process for each computation help?', answer: processesHelp(rows, machine.cores) },
    { question: 'Does CPU grow linearly with processes?', answer: cpuGrowth(rows) },
    { question: 'Where is the limit?', answer: limit(rows, machine.cores) },
    { question: 'Which workers × threads are to be taken?', answer: bestLayout(figures.layouts) },
    { question: 'Does a GPU help?', answer: gpuHelps(rows) },
    { question: "Does a .weights file's length follow from its architecture?", answer: weightsFollow(figures.weights) },
    { question: 'What does storing results cost instead of showing them?', answer: storingAnswer(figures.storing) },
  ];
}

function inferenceCost(rows: readonly StudyRow[]): string {
  const [off, on] = [rowOf(rows), rowOf(rows, { inference: true })];
  if (!off || !on) return NOT_MEASURED;
  const times = on.cpuPercent / Math.max(off.cpuPercent, 0.1);
  return `${one(times)} times the CPU (${one(on.cpuPercent)} % instead of ${one(off.cpuPercent)} %), and ${one(off.fpsSub)} frames/s become ${one(on.fpsSub)}; a frame takes ${one((on.cpuPercent / 100 / on.fpsSub) * 1000)} ms of CPU instead of ${one((off.cpuPercent / 100 / off.fpsSub) * 1000)} ms. Capturing goes on at ${one(on.fpsMain)} frames/s.`;
}

function threadGrowth(rows: readonly StudyRow[]): string {
  const [off, on] = [rowOf(rows), rowOf(rows, { inference: true })];
  if (!off || !on) return NOT_MEASURED;
  const more = on.threads - off.threads;
  return more > 0
    ? `By ${more} with inference: from ${off.threads} to ${on.threads}.`
    : `No: ${off.threads} without inference, ${on.threads} with it.`;
}

function savings(rows: readonly StudyRow[]): string {
  const sentence = (inference: boolean) => {
    const whole = rowOf(rows, { inference });
    const small = rowOf(rows, { inference, scale: SMALL });
    const gray = rowOf(rows, { inference, gray: true });
    const both = rowOf(rows, { inference, scale: SMALL, gray: true });
    if (!whole || !small || !gray || !both) return null;
    const percent = (row: StudyRow) => `${one(row.cpuPercent)} % and ${one(row.fpsSub)} frames/s`;
    const title = inference ? 'With inference' : 'Without inference';
    return `${title}: ${percent(whole)} at full size in colour, ${percent(small)} at one tenth, ${percent(gray)} in gray, ${percent(both)} in both.`;
  };
  const sentences = [sentence(false), sentence(true)].filter((part) => part !== null);
  const off = [rowOf(rows), rowOf(rows, { scale: SMALL, gray: true })] as const;
  if (sentences.length < 2 || !off[0] || !off[1]) return NOT_MEASURED;
  const saved = off[0].cpuPercent - off[1].cpuPercent;
  const verdict = saved > 1 ? `It saves ${one(saved)} points of capturing` : 'It saves nothing of capturing';
  return `${sentences.join(' ')} ${verdict}; the network sees a picture of its own size in any case.`;
}

function processesHelp(rows: readonly StudyRow[], cores: number): string {
  const measured = PROCESS_COUNTS.flatMap((processes) => rowOf(rows, { processes, inference: true }) ?? []);
  const [first, ...others] = measured;
  if (!first || others.length === 0) return NOT_MEASURED;
  const sums = measured.map(({ processes, fpsSub }) => `${processes}: ${one(processes * fpsSub)}`).join(', ');
  const best = others.reduce((a, b) => (b.processes * b.fpsSub > a.processes * a.fpsSub ? b : a));
  const gain = (best.processes * best.fpsSub) / first.fpsSub;
  const verdict =
    gain > 1.05
      ? `Yes: ${best.processes} processes give ${one(gain)} times what one gives`
      : 'No: one process fills the machine already';
  return `${verdict} (frames/s together, by processes: ${sums}; ${cores} cores). Each has its own: ${one(first.fpsSub)} frames/s alone, ${one(others.at(-1)!.fpsSub)} with ${others.at(-1)!.processes}.`;
}

function cpuGrowth(rows: readonly StudyRow[]): string {
  const together = (inference: boolean) =>
    PROCESS_COUNTS.flatMap((processes) => rowOf(rows, { processes, inference }) ?? []).map(
      ({ processes, cpuPercent }) => ({ processes, total: processes * cpuPercent }),
    );
  const [off, on] = [together(false), together(true)];
  if (off.length < 2 || on.length < 2) return NOT_MEASURED;
  const list = (points: typeof off) => points.map(({ processes, total }) => `${processes}: ${one(total)} %`).join(', ');
  const linear = off.at(-1)!.total / off[0]!.total / off.at(-1)!.processes;
  const verdict = linear > 0.85 && linear < 1.15 ? 'Yes' : linear <= 0.85 ? 'No, less' : 'No, more';
  return `${verdict} without inference (${list(off)}; ${off.at(-1)!.processes} processes take ${one(100 * linear)} % of ten times one's). With inference: ${list(on)}.`;
}

function limit(rows: readonly StudyRow[], cores: number): string {
  const parts = [false, true].flatMap((inference) => {
    const row = rowOf(rows, { processes: PROCESS_COUNTS.at(-1)!, inference });
    if (!row) return [];
    const { processes, cpuPercent, fpsMain, fpsSub, maxFps, residentMegabytes } = row;
    const busy = (processes * cpuPercent) / cores;
    const isFull = busy > 90;
    const isBehind = fpsMain < AS_GOOD * maxFps;
    const end = isFull
      ? `the CPU is full (${one(busy)} % of ${cores} cores)`
      : `the CPU is at ${one(busy)} % of ${cores} cores`;
    const pace = isBehind
      ? `capture falls to ${one(fpsMain)} frames/s each`
      : `capture keeps its ${one(fpsMain)} frames/s`;
    return [
      `${processes} processes ${inference ? 'with' : 'without'} inference: ${end}, ${pace}, processing is at ${one(fpsSub)} frames/s each, memory at ${one((processes * residentMegabytes) / 1000)} GB (what they share is counted for each)`,
    ];
  });
  return parts.length === 0 ? NOT_MEASURED : `${parts.join('. ')}.`;
}

function bestLayout(layouts: readonly Layout[]): string {
  if (layouts.length === 0) return NOT_MEASURED;
  const best = layouts.reduce((a, b) => (b.framesPerSecond > a.framesPerSecond ? b : a));
  const list = layouts.map(({ workers, threads, framesPerSecond: fps }) => `${workers} × ${threads}: ${one(fps)}`);
  const equals = layouts.filter((one) => one !== best && one.framesPerSecond > AS_GOOD * best.framesPerSecond);
  const also = equals.map(({ workers, threads }) => `${workers} × ${threads}`).join(', ');
  return `${best.workers} × ${best.threads}${also ? ` (${also} as good)` : ''}. Frames/s of the model alone: ${list.join(', ')}.`;
}

function gpuHelps(rows: readonly StudyRow[]): string {
  const [cpu, gpu] = [rowOf(rows, { inference: true }), rowOf(rows, { inference: true, device: 'gpu' })];
  if (!cpu || !gpu) return 'Not measured: `--device gpu` measures it where there is one.';
  const verdict = gpu.fpsSub > cpu.fpsSub ? 'Yes' : 'No';
  return `${verdict}: ${one(gpu.fpsSub)} frames/s instead of ${one(cpu.fpsSub)} (of ${gpu.maxFps} that come), at ${one(gpu.cpuPercent)} % of CPU instead of ${one(cpu.cpuPercent)} %.`;
}

function weightsFollow(weights: readonly WeightsLength[]): string {
  const known = weights.filter(({ bytes }) => bytes !== null);
  const isRight = known.every(({ bytes, expectedBytes }) => bytes === expectedBytes);
  const list = weights.map(({ name, bytes, expectedBytes }) => {
    const has = bytes === null ? 'not at hand' : bytes === expectedBytes ? 'and has them' : `but has ${bytes}`;
    return `${name} must have ${expectedBytes} bytes, ${has}`;
  });
  return `${isRight ? 'Yes' : 'No'}: ${list.join('; ')}.`;
}

function storingAnswer({ frames, detections, storingMs, totalMs }: StoringCost): string {
  const points = (storingMs * 30) / 10;
  const share = (100 * storingMs) / totalMs;
  return `${two(storingMs)} ms of CPU a frame, ${one(share)} % of what \`detect\` takes with the bundled network (${two(totalMs)} ms; ${frames} frames, ${detections} detections). At 30 frames/s that is ${one(points)} points of CPU; showing took 60 in the study.`;
}

const NOT_MEASURED = 'Not measured here.';

const one = (value: number) => (Math.round(10 * value) / 10).toString();
const two = (value: number) => (Math.round(100 * value) / 100).toString();
