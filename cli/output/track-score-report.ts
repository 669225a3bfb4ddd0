import type { TrackScore } from '../../results/analysis/scoring/score-tracks.ts';
import { boxTable } from './box-table.ts';

/** A score of tracks for people; shares in per cent. */
export function trackScoreReport(score: TrackScore): string {
  const { mota, idf1, recall, precision, switches, falsePositives, misses, tracks, objects } = score;
  const head = ['MOTA', 'IDF1', 'recall', 'precision', 'switches', 'false positives', 'misses', 'tracks', 'objects'];
  const shares = [mota, idf1, recall, precision].map((share) => (100 * share).toFixed(1));
  const table = boxTable(head, [[...shares, switches, falsePositives, misses, tracks, objects]], { aligned: true });
  return `${table}\nIn per cent, at IoU 0.5, as TrackEval and py-motmetrics count.\n`;
}
