import { nameOf } from '../../../results/export/video-stems.ts';
import type { LineCrossings, ReportFacts, ZoneVisits } from '../report-facts.ts';
import { type Html, html } from './html.ts';
import { labelHtml } from './label-html.ts';
import { tableHtml } from './table-html.ts';
import { id, number } from './texts.ts';

/** Visits and crossings; `null` where no zones were given. */
export function placeTables({ places, runs }: ReportFacts): Html | null {
  if (!places) return null;
  const names = new Map(runs.map(({ run, video }) => [run.runId, nameOf(video.uri)]));
  const video = ({ runId }: { readonly runId: string }) => names.get(runId) ?? runId;
  const visits = tableHtml(
    'Visits: how long objects stayed in zones',
    [
      { title: 'Zone', cell: ({ zone }: ZoneVisits) => zone },
      { title: 'Video', cell: video },
      { title: 'Run', cell: ({ runId }) => id(runId) },
      { title: 'Label', cell: ({ label }) => labelHtml(label) },
      { title: 'Visits', cell: (row) => number(row.visits), isNumber: true },
      { title: 'Objects', cell: ({ objects }) => number(objects), isNumber: true },
      { title: 'Mean seconds', cell: ({ meanSeconds }) => number(meanSeconds, 2), isNumber: true },
      { title: 'Longest', cell: ({ longestSeconds }) => number(longestSeconds, 2), isNumber: true },
    ],
    places.visits,
  );
  const crossings = tableHtml(
    'Crossings: in is from the left-hand side of a line to its right',
    [
      { title: 'Line', cell: ({ line }: LineCrossings) => line },
      { title: 'Video', cell: video },
      { title: 'Run', cell: ({ runId }) => id(runId) },
      { title: 'Label', cell: ({ label }) => labelHtml(label) },
      { title: 'In', cell: (row) => number(row.in), isNumber: true },
      { title: 'Out', cell: (row) => number(row.out), isNumber: true },
    ],
    places.crossings,
  );
  const none = (text: string) => html`<p>${text}</p>`;
  return html`<section aria-labelledby="places"><h2 id="places">Zones and lines</h2>
${places.visits.length > 0 ? visits : none('No object stayed in a zone.')}
${places.crossings.length > 0 ? crossings : none('No object went over a line.')}</section>`;
}
