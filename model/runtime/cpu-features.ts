import { readFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';

/** What decides which kernels a runtime picks; other flags of the kernel say nothing about arithmetic. */
const INSTRUCTION_SET = /^(sse|ssse|avx|amx|fma|f16c|bmi|vnni|asimd|neon|sve|sme|i8mm|bf16|fp16|fphp|dotprod|crc32)/;

/**
 * The instruction sets of this machine's CPU, one text; whoever makes the CPU is not part of it.
 *
 * @param cpuInfo - the text of Linux's /proc/cpuinfo; `null` elsewhere, where the CPU's model stands for its features
 */
export function cpuFeatures(cpuInfo: string | null = readCpuInfo(), model = cpus()[0]?.model ?? 'unknown'): string {
  const [, flags] = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuInfo ?? '') ?? [];
  if (flags === undefined) return `${arch()} ${model}`;
  const used = flags.split(/\s+/).filter((flag) => INSTRUCTION_SET.test(flag));
  return [arch(), ...[...new Set(used)].sort()].join(' ');
}

function readCpuInfo(): string | null {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return null; // not Linux
  }
}
