import type { AskedAgain } from '../ask-again.ts';
import type { ReportFacts } from '../report-facts.ts';
import type { ReportPictures } from '../report-pictures.ts';
import { countTable, otherRunsTable, sumsHtml } from './count-tables.ts';
import { type Html, html, ownHtml } from './html.ts';
import { placeTables } from './place-tables.ts';
import { runSection, sceneId } from './run-section.ts';
import { auditTable, coverageTable, runTable } from './run-tables.ts';
import { STYLE } from './style.ts';
import { moment } from './texts.ts';

/** Nothing is fetched and nothing runs, also where what is shown was made to. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
const TITLE = 'What was found';

/** A report as one page that needs nothing else. @param questions - commands that ask it again */
export function reportPage(facts: ReportFacts, pictures: ReportPictures, questions: readonly AskedAgain[]): string {
  const { counts, hasObjects, runs, madeAt } = facts;
  const drawn = runs.flatMap((run) => (run.drawn === null ? [] : [{ run, drawn: run.drawn }]));
  const others = runs.filter((run) => run.drawn === null);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="${ownHtml(POLICY)}">
<title>${TITLE}: framefleet</title><style>${ownHtml(STYLE)}</style></head>
<body>${scenes(runs, pictures)}<header><h1>${TITLE}</h1>
<p class="faint">A report of framefleet, made ${moment(madeAt)}.</p>${filterHtml(facts)}</header>
<main>${sumsHtml(facts)}${notesHtml(facts)}
<section aria-labelledby="counts"><h2 id="counts">Counts</h2>${countTable('What was found, by label', counts, hasObjects)}</section>
${placeTables(facts)}
<section aria-labelledby="runs"><h2 id="runs">Videos and runs</h2>${runTable(runs)}</section>
<section aria-labelledby="coverage"><h2 id="coverage">Coverage</h2>${coverageTable(runs)}${auditTable(runs)}</section>
<section aria-labelledby="videos"><h2 id="videos">Video by video</h2>${coverageKey()}
${drawn.map(({ run, drawn: facts }, index) => runSection(run, facts, pictures, index))}
${others.length > 0 ? otherRunsTable(others) : null}</section>
${questionsHtml(questions)}</main></body></html>
`.text;
}

function filterHtml({ filter }: ReportFacts): Html {
  const { zones: _, ...told } = filter;
  const terms = Object.entries(told);
  if (terms.length === 0) return html`<p>All that is stored.</p>`;
  return html`<p>Only what these filters leave:</p><dl class="facts">${terms.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function notesHtml({ notes }: ReportFacts): Html | null {
  return notes.length === 0 ? null : html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
}

const KEY = [
  ['found', 'something was found'],
  ['nothing', 'nothing was found'],
  ['failed', 'failed'],
  ['dropped', 'dropped'],
  ['missing', 'not there yet'],
  ['outside', 'not asked for'],
  ['gap', 'in timelines: not looked at'],
] as const;

function coverageKey(): Html {
  const swatch = (name: string) =>
    html`<svg aria-hidden="true" viewBox="0 0 1 1"><rect class="is-${name}" width="1" height="1"/></svg>`;
  return html`<ul class="key">${KEY.map(([state, text]) => html`<li>${swatch(state)}${text}</li>`)}</ul>`;
}

/** Pictures that lie behind heat maps, each once. */
function scenes(runs: ReportFacts['runs'], pictures: ReportPictures): Html {
  const drawn = runs.filter((run) => run.drawn !== null);
  const symbols = drawn.map(({ run, video }, index) => {
    const jpeg = pictures.scenes.get(run.runId);
    if (!jpeg) return null;
    const size = html`width="${video.width}" height="${video.height}"`;
    return html`<symbol id="${sceneId(index)}" viewBox="0 0 ${video.width} ${video.height}" preserveAspectRatio="none"><image ${size} preserveAspectRatio="none" href="data:image/jpeg;base64,${jpeg.toString('base64')}"/></symbol>`;
  });
  return html`<svg class="scenes" aria-hidden="true">${symbols}</svg>`;
}

function questionsHtml(questions: readonly AskedAgain[]): Html {
  const rows = questions.map(
    ({ about, command }) => html`<div><dt>${about}</dt><dd><code>${command}</code></dd></div>
`,
  );
  return html`<section aria-labelledby="ask"><h2 id="ask">Ask again</h2><p class="ask-how">One click chooses a whole command, to copy it.</p><dl class="ask">
${rows}</dl></section>`;
}
