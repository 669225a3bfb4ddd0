import { join, resolve } from 'node:path';
import { DEFAULT_HOME, homePaths } from '../../app/home.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { RunRecord } from '../../shared/run.ts';
import type { Environment } from '../flags/read-flags.ts';
import { nameOfUri } from '../output/columns/view.ts';

/** Shells that can be taught to complete. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export type NameKind = 'run' | 'video' | 'label' | 'model' | 'official' | 'shell' | 'zone' | 'line';
type Names = readonly (readonly [name: string, description: string])[];

/** @param given - values of the options that were written */
export type NameSource = (kind: NameKind, given: ReadonlyMap<string, string>) => Promise<Names>;

/** Nobody waits longer for a name. */
const PATIENCE_MS = 1000;
/** The latest that are offered. */
const RUNS = 200;

/**
 * Names from the home folder and the store: from its service where one runs, else from its file. None is started, none is written to.
 *
 * @param patienceMs - what the store takes longer for is done without
 */
export function namesOf(environment: Environment, patienceMs = PATIENCE_MS): NameSource {
  return async (kind, given) => {
    const home = resolve(given.get('home') ?? (environment.FRAMEFLEET_HOME || DEFAULT_HOME));
    const ask = <T>(question: (reader: ResultsReader) => Promise<T>) =>
      soon(askStore(home, given.get('resultsUrl') ?? null, environment, question), patienceMs);
    switch (kind) {
      case 'run':
        return (await ask(latestRuns))?.map(describedRun) ?? [];
      case 'video': {
        const runs = (await ask(latestRuns)) ?? [];
        return [...new Set(runs.map(({ uri }) => nameOfUri(uri)))].map((name) => [name, '']);
      }
      case 'label': {
        const found = (await ask((reader) => foundLabels(reader, given.get('run')))) ?? [];
        const known = (await modelLabels(home)).filter((label) => !found.some(([name]) => name === label));
        return [...found, ...known.map((label) => [label, 'not found yet'] as const)];
      }
      case 'zone':
      case 'line':
        return (await import('./zone-names.ts')).zoneNames(home, given.get('zones') ?? null, kind);
      case 'model':
        return modelNames(home);
      case 'official':
        return officialNames();
      case 'shell':
        return SHELLS.map((shell) => [shell, '']);
    }
  };
}

/** Latest first. */
async function latestRuns(reader: ResultsReader): Promise<RunRecord[]> {
  return (await reader.runs({ limit: `${RUNS}` })).reverse();
}

function describedRun({ runId, uri, state, detections }: RunRecord): readonly [string, string] {
  return [runId, `${nameOfUri(uri)}, ${state}, ${detections} detections`];
}

/** Of the run that is named, else of the latest. */
async function foundLabels(reader: ResultsReader, named: string | undefined): Promise<Names> {
  const run = named ?? (await reader.runs({ limit: '1' }))[0]?.runId;
  if (run === undefined) return [];
  const counts = await reader.counts({ run, by: 'label' });
  return counts.map(({ label, detections }) => [String(label), `${detections} detections`]);
}

async function askStore<T>(
  home: string,
  resultsUrl: string | null,
  environment: Environment,
  question: (reader: ResultsReader) => Promise<T>,
): Promise<T> {
  const { openResultsReader } = await import('../../app/open-results-reader.ts');
  const { FRAMEFLEET_TOKEN: token, FRAMEFLEET_READ_TOKEN: readToken, FRAMEFLEET_RESULTS_URL: url } = environment;
  const reader = await openResultsReader(homePaths(home), resultsUrl ?? (url || null), {
    token: token || null,
    readToken: readToken || null,
  });
  try {
    return await question(reader);
  } finally {
    await reader.close();
  }
}

/** What comes in time; `null` where nothing does, or nobody can tell. */
function soon<T>(answer: Promise<T>, patienceMs: number): Promise<T | null> {
  return Promise.race([
    answer.catch(() => null),
    new Promise<null>((resolved) => setTimeout(resolved, patienceMs, null).unref()),
  ]);
}

async function modelNames(home: string): Promise<Names> {
  const { registeredNames } = await import('../../model/store/registered-models.ts');
  const registered: string[] = await registeredNames(home).catch(() => []);
  const official = (await officialNames()).filter(([name]) => !registered.includes(name));
  return [...registered.map((name) => [name, 'registered'] as const), ...official];
}

async function officialNames(): Promise<Names> {
  const { OFFICIAL_MODELS } = await import('../../model/store/official/official-models.ts');
  return OFFICIAL_MODELS.map(({ name }) => [name, "darknet's own, to be downloaded"]);
}

/** All that registered models know. */
async function modelLabels(home: string): Promise<string[]> {
  const [{ registeredNames }, { readManifest }, { modelsFolder }] = await Promise.all([
    import('../../model/store/registered-models.ts'),
    import('../../model/files/stored-model.ts'),
    import('../../model/files/paths.ts'),
  ]);
  const labels = new Set<string>();
  for (const name of await registeredNames(home).catch(() => [])) {
    const manifest = await readManifest(join(modelsFolder(home), name)).catch(() => null);
    for (const label of manifest?.labels ?? []) labels.add(label);
  }
  return [...labels];
}
