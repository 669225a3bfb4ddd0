import type { CountRow, DetectionRow, RawFilter } from '../../shared/questions.ts';
import type { Api } from '../api.ts';

/** Two runs over one video, and which detections are compared. */
export interface Compared {
  readonly one: string;
  readonly other: string;
  readonly filter: RawFilter;
}

/** A label, and how often each run found it. */
export interface LabelCounts {
  readonly label: string;
  readonly one: number;
  readonly other: number;
}

/** A part of a list, and where it goes on; `next` is `null` at its end. */
export interface DifferencePage {
  readonly rows: readonly DetectionRow[];
  readonly next: string | null;
}

/** Rows of a list at once. */
const PAGE = '200';

/** How often each of two runs found each label, where they differ most first. */
export async function countsOfBoth(api: Api, { one, other, filter }: Compared): Promise<LabelCounts[]> {
  const [ofOne, ofOther] = await Promise.all(
    [one, other].map(async (run) => {
      const { rows } = await api.get<{ rows: readonly CountRow[] }>('/v1/counts', {
        ...{ ...filter, run, by: 'label', format: 'json' },
      });
      return new Map(rows.map(({ label, detections }) => [String(label), Number(detections)]));
    }),
  );
  const labels = [...new Set([...ofOne!.keys(), ...ofOther!.keys()])];
  return labels
    .map((label) => ({ label, one: ofOne!.get(label) ?? 0, other: ofOther!.get(label) ?? 0 }))
    .sort((a, b) => Math.abs(b.one - b.other) - Math.abs(a.one - a.other) || (a.label < b.label ? -1 : 1));
}

/** What one run has found and the other has not, though it looked. @param cursor - where a page before ended */
export function onlyIn(api: Api, { one, other, filter }: Compared, cursor: string | null): Promise<DifferencePage> {
  return api.get('/v1/detections', {
    ...{ ...filter, run: one, notIn: other, limit: PAGE, format: 'json' },
    ...(cursor !== null && { cursor }),
  });
}
