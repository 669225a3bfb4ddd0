import assert from 'node:assert/strict';
import { cpuFeatures } from '../../../model/runtime/cpu-features.ts';

const CPU_INFO = (vendor: string, flags: string) =>
  `processor\t: 0\nvendor_id\t: ${vendor}\nflags\t\t: ${flags}\nbugs\t: spectre\n\nprocessor\t: 1\n`;

describe('features of a CPU', () => {
  it('are its instruction sets, in one order', () => {
    const features = cpuFeatures(CPU_INFO('A', 'fpu avx512f avx2 syscall fma'));
    assert.match(features, / avx2 avx512f fma$/);
  });

  it('are the same whoever makes it and whatever the kernel adds', () => {
    assert.equal(cpuFeatures(CPU_INFO('A', 'avx2 md_clear fma')), cpuFeatures(CPU_INFO('B', 'fma avx2')));
  });

  it('are read on ARM too', () => {
    assert.match(cpuFeatures('processor\t: 0\nFeatures\t: fp asimd asimddp\n'), / asimd asimddp$/);
  });

  it('are its model where the system does not tell them', () => {
    assert.match(cpuFeatures(null, 'Some CPU'), / Some CPU$/);
  });
});
