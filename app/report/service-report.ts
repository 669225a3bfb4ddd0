import type { MakeReport } from '../../shared/report.ts';

const ASKING = { program: 'framefleet', store: [], zonesFile: null };

/** Reports of a results service; what they take is loaded with the first. */
export const serviceReport: MakeReport = async (sources, asked, signal) => {
  const { makeReport } = await import('./make-report.ts');
  return (await makeReport(sources, asked, ASKING, signal, { onProgress: () => undefined })).page;
};
