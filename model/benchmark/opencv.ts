import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Size } from '../../shared/geometry.ts';
import { BenchmarkProcess } from '../runtime/benchmark-process.ts';

const PROGRAM = `
import json, sys, time, numpy, cv2
cfg, weights, width, height, threads = sys.argv[1:]
cv2.setNumThreads(int(threads))
started = time.perf_counter()
net = cv2.dnn.readNetFromDarknet(cfg, weights)
outputs = net.getUnconnectedOutLayersNames()
image = numpy.random.default_rng(1).integers(0, 256, (int(height), int(width), 3), dtype=numpy.uint8)
def frame():
    start = time.perf_counter()
    net.setInput(cv2.dnn.blobFromImage(image, 1 / 255, swapRB=True))
    net.forward(outputs)
    return (time.perf_counter() - start) * 1000
load = (time.perf_counter() - started) * 1000
frame()
dirty = None
try:
    for line in open('/proc/self/smaps_rollup'):
        if line.startswith('Private_Dirty:'):
            dirty = int(line.split()[1]) * 1024 / 1e6
except OSError:
    pass
print(json.dumps({'loadMilliseconds': load, 'privateMegabytes': dirty}), flush=True)
for _ in sys.stdin:
    print(frame(), flush=True)
`;

/** The system's packages belong to the system's own python, which need not be the first. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/**
 * OpenCV's DNN module on the same files; `null` where python3 has no OpenCV that reads them.
 *
 * @param cfg - already at `size`
 */
export async function openCvProcess(
  cfg: string,
  weights: string,
  size: Size,
  threads: number,
): Promise<BenchmarkProcess | null> {
  for (const python of PYTHONS) {
    try {
      await promisify(execFile)(python, ['-c', 'import cv2, numpy; cv2.dnn.readNetFromDarknet']);
    } catch {
      continue; // no such program, no OpenCV for it, or one from version 5 on, which reads no darknet files
    }
    const args = [cfg, weights, size.width, size.height, threads].map(String);
    return BenchmarkProcess.ofCommand('opencv', python, ['-c', PROGRAM, ...args]);
  }
  return null;
}
