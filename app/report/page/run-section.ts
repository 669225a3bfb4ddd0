import { nameOf } from '../../../results/export/video-stems.ts';
import type { DrawnFacts, RunFacts } from '../report-facts.ts';
import type { ReportPicture, ReportPictures } from '../report-pictures.ts';
import { countTable, countText } from './count-tables.ts';
import { heatSvg } from './heat-svg.ts';
import { type Html, html } from './html.ts';
import { labelHtml } from './label-html.ts';
import { barsSvg, coverageSvg, isLooked, type Span, type Stretch } from './lane-svg.ts';
import { STATES, unseenTable } from './run-tables.ts';
import { counted, numberText, stretchText, timeText } from './texts.ts';

/** What of a run is drawn, with its tables. @param index - of the run, by which ids are told apart */
export function runSection(facts: RunFacts, drawn: DrawnFacts, pictures: ReportPictures, index: number): Html {
  const { run, video, counts } = facts;
  const scene = pictures.scenes.has(run.runId) ? sceneId(index) : null;
  return html`<article aria-labelledby="run-${index}"><h3 id="run-${index}">${nameOf(video.uri)}</h3>
<p class="faint">Run ${run.runId}, video ${video.videoId}, ${video.uri}${latencyText(drawn)}</p>
${timelines(facts, drawn)}
${unseenTable(facts, drawn)}
${countTable(`What was found in ${nameOf(video.uri)}, run ${run.runId}`, counts, false, drawn.rows)}
${heatMaps(facts, drawn, scene)}
${bestPictures(facts, pictures.best.get(run.runId) ?? [])}</article>
`;
}

/** The id of the picture that lies behind the heat maps of a run. */
export function sceneId(index: number): string {
  return `scene-${index}`;
}

function timelines({ video, counts }: RunFacts, { coverage, timeline, labels, otherLabels }: DrawnFacts): Html {
  const { from, binSeconds, lookedFrames, series } = timeline;
  if (from === null) return html`<p>Nothing of it was looked at in the time that was asked for.</p>`;
  const span = { from, to: from + lookedFrames.length * binSeconds };
  const stretches = coverage.map(
    (row): Stretch => ({ state: row.state, from: row.from ?? span.from, to: row.to ?? span.to }),
  );
  const looked = counted(
    lookedFrames.reduce((a, b) => a + b, 0),
    'frame',
  );
  const byLabel = new Map(series.map(({ label, detections }) => [label, detections]));
  const ofLabel = new Map(counts.map((row) => [String(row.label), row]));
  const name = nameOf(video.uri);
  const lanes = labels.map((label) => {
    const bins = (byLabel.get(label) ?? []).map((found, bin) => found / Math.max(1, lookedFrames[bin] ?? 0));
    const text = countText(ofLabel.get(label));
    return html`<div class="lane"><div>${labelHtml(label)} <small>${text}</small></div>${barsSvg(bins, span, stretches, `Timeline of ${label} in ${name}: ${text}; ${busiest(bins, timeline)}`)}</div>
`;
  });
  return html`<h4>Timelines</h4><div class="lanes"><div class="lane coverage"><div>looked at <small>${looked}</small></div>${coverageSvg(stretches, span, `What was looked at in ${name}: ${coverageText(stretches)}`)}</div>
${lanes}<div class="axis" aria-hidden="true">${ticks(span).map((at) => html`<span>${timeText(at)}</span>`)}</div></div>
<p class="faint">Each bar is the mean per frame of ${Number(binSeconds.toFixed(3))} s; in each timeline the highest is its most.${
    otherLabels > 0
      ? ` ${counted(otherLabels, 'rarer label')} ${otherLabels === 1 ? 'is' : 'are'} in the table only.`
      : null
  }</p>`;
}

function coverageText(stretches: readonly Stretch[]): string {
  const found = counted(stretches.filter(({ state }) => state === 'found').length, 'stretch', 'stretches');
  const gaps = stretches.filter((stretch) => !isLooked(stretch));
  if (gaps.length === 0) return `all of it; something was found in ${found}`;
  const first = gaps.slice(0, 5).map(({ state, from, to }) => `${stretchText(from, to)} ${STATES[state] ?? state}`);
  return `all but ${first.join('; ')}${gaps.length > first.length ? `; and ${gaps.length - first.length} more` : ''}; something was found in ${found}`;
}

function busiest(bins: readonly number[], { from, binSeconds }: DrawnFacts['timeline']): string {
  const most = bins.reduce((a, b) => Math.max(a, b), 0);
  return `most, ${numberText(most, 2)} per frame, from ${timeText((from ?? 0) + bins.indexOf(most) * binSeconds)} on`;
}

function ticks({ from, to }: Span): number[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => from + share * (to - from));
}

function heatMaps({ video, counts }: RunFacts, { labels, heat }: DrawnFacts, scene: string | null): Html | null {
  if (labels.length === 0) return null;
  const name = nameOf(video.uri);
  const maps = labels.map((label) => {
    const cells = heat.cells.filter((cell) => cell.label === label);
    const best = cells.reduce((a, b) => (b.detections > a.detections ? b : a), cells[0]!);
    const most = best ? `most ${placeText(best, heat)}` : 'none';
    const text = `Where in the picture ${label} stood in ${name}: ${most}`;
    const found = counts.find((row) => row.label === label)?.detections ?? 0;
    return html`<figure>${sized(heatSvg(cells, heat, scene, text), video)}<figcaption>${labelHtml(label)}, ${numberText(found)}: ${most}</figcaption></figure>
`;
  });
  return html`<h4>Heat maps</h4><p class="faint">Where the middle of the lower edge of boxes lay: violet is few, yellow the most.</p><div class="maps">${maps}</div>`;
}

/** A drawing in the shape of the picture. */
function sized(svg: Html, { width, height }: RunFacts['video']): Html {
  return html`<div class="map" style="aspect-ratio:${width}/${height}">${svg}</div>`;
}

function placeText({ column, row }: { column: number; row: number }, heat: DrawnFacts['heat']): string {
  const part = (at: number, count: number, names: readonly [string, string, string]) =>
    names[Math.min(2, Math.floor(((at + 0.5) / count) * 3))]!;
  const vertical = part(row, heat.rows, ['top', 'middle', 'bottom']);
  const horizontal = part(column, heat.columns, ['left', 'centre', 'right']);
  return `at the ${vertical} ${horizontal}`;
}

function bestPictures({ video }: RunFacts, pictures: readonly ReportPicture[]): Html | null {
  if (pictures.length === 0) return null;
  const shown = pictures.map(({ facts, jpeg }) => {
    const labels = [...new Set(facts.detections.map(({ label }) => label))].join(', ');
    const at = `frame ${facts.frameIndex} at ${timeText(facts.ptsSeconds)}`;
    return html`<figure><img src="data:image/jpeg;base64,${jpeg.toString('base64')}" alt="${nameOf(video.uri)}, ${at}, with ${labels}"><figcaption>${labels}; ${at}</figcaption></figure>
`;
  });
  return html`<h4>Best pictures</h4><div class="pictures">${shown}</div>`;
}

function latencyText({ latency }: DrawnFacts): string {
  if (!latency || latency.frames === 0) return '';
  return `; from a frame's capture to the store: ${numberText(latency.p50Ms)} ms, of one in a hundred more than ${numberText(latency.p99Ms)} ms`;
}
