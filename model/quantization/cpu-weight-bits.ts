import { readFile } from 'node:fs/promises';
import { arch } from 'node:process';
import type { WeightBits } from './quantize-weights.ts';

/**
 * The weights that this CPU multiplies without saturating: 8 bits with VNNI or on ARM, 7 on other x86 and where it cannot be told.
 *
 * @param cpuFacts - the kernel's description of the CPU; `null` where there is none
 */
export function weightBitsOf(architecture: string, cpuFacts: string | null): WeightBits {
  if (architecture === 'arm64') return 8;
  const flags = /^flags\s*:(.*)$/m.exec(cpuFacts ?? '')?.[1]?.split(/\s+/) ?? [];
  return flags.includes('avx512_vnni') || flags.includes('avx_vnni') ? 8 : 7;
}

/** As `weightBitsOf`, of the CPU that this runs on. */
export async function ownWeightBits(): Promise<WeightBits> {
  // No such file but on Linux.
  return weightBitsOf(arch, await readFile('/proc/cpuinfo', 'utf8').catch(() => null));
}
