/** `report.html`: one file that needs no network, and can do nothing but show itself. */
import { createHash } from 'node:crypto';
import { counted } from '../../record/text.ts';
import { adviceSentence } from '../model/advice.ts';
import type { Fact } from '../model/facts.ts';
import type { Failure, ReportModel } from '../model/model.ts';
import type { LlmUsage } from '../words/llm-usage.ts';
import { cachesSection } from './caches.ts';
import { chartsSection } from './charts.ts';
import { breaking, escapeHtml } from './escape.ts';
import { evidenceSection } from './evidence.ts';
import { SCRIPT } from './script.ts';
import { contents, type Section, sectionHtml } from './section.ts';
import { stagesSection } from './stages.ts';
import { STYLE } from './style.ts';
import { timelineSection } from './timeline.ts';
import { trendsSection, verdictsSection } from './verdicts.ts';

/** The whole page: the verdict and what was found first, advice after the facts it rests on. */
export function renderHtml(model: ReportModel): string {
  const { text, tone } = model.headline;
  const sections = sectionsOf(model);
  const parts = [
    `<header class="${tone}">
<h1>${breaking(text)}</h1>
<p class="meta">${metaLine(model.run)}</p>
${model.compared.sentences.map(sentence => `<p>${escapeHtml(sentence)}</p>`).join('\n')}
</header>`,
    contents(sections),
    model.failures.map(failureCard).join('\n'),
    ...sections.map(sectionHtml),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(model.leg === undefined ? text : `${model.leg}: ${text}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${parts.filter(part => part !== '').join('\n')}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function sectionsOf(model: ReportModel): readonly Section[] {
  return [
    verdictsSection(model),
    { id: 'metrics', title: 'Performance metrics', body: `${warnings(model)}${tiles(model)}` },
    stagesSection(model),
    timelineSection(model),
    evidenceSection(model),
    trendsSection(model),
    cachesSection(model),
    list('llm', 'Language models', model.llm.map(llmText)),
    chartsSection(model),
    list('notices', 'Notices', [...model.notices, ...model.survivors]),
    list('advice', 'What would help', model.advice.map(adviceSentence)),
    reproduction(model),
    { id: 'run', title: 'Run and environment', body: facts([model.run, model.environment]) },
  ].filter(section => section !== undefined);
}

/** Nothing is loaded, and only the page's own style and script are run, told by their hashes. */
function policy(): string {
  return [
    "default-src 'none'",
    `style-src '${hashSource(STYLE)}'`,
    `script-src '${hashSource(SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashSource(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function metaLine(facts: readonly Fact[]): string {
  return facts
    .filter(({ label }) =>
      ['Pipeline', 'Job', 'Branch', 'Commit', 'Run', 'Log', 'Started'].includes(label),
    )
    .map(fact => `${fact.label} ${factValue(fact)}`)
    .join(' · ');
}

function factValue({ value, href }: Fact): string {
  const text = `<bdi>${escapeHtml(value)}</bdi>`;
  return href === undefined ? text : `<a href="${escapeHtml(href)}">${text}</a>`;
}

function warnings(model: ReportModel): string {
  if (model.warnings.length === 0) return '';
  const items = model.warnings.map(
    ({ label, text }) => `<li><strong>⚠ ${label}:</strong> ${escapeHtml(text)}</li>`,
  );
  return `<ul class="warnings">${items.join('')}</ul>`;
}

function tiles(model: ReportModel): string {
  const items = model.metrics.map(({ label, value, detail }) => {
    const small = detail === undefined ? '' : `<small>${escapeHtml(detail)}</small>`;
    return `<div><dt>${label}</dt><dd><bdi>${escapeHtml(value)}</bdi>${small}</dd></div>`;
  });
  return `<dl class="tiles" aria-label="Performance Metrics">${items.join('')}</dl>`;
}

function failureCard({ name, text, reason, cause, details, lines, logFile }: Failure): string {
  const log = logFile === undefined ? '' : ` of ${escapeHtml(logFile)}`;
  const why = [cause, reason]
    .map(words => (words === undefined ? '' : `<p>${escapeHtml(words)}</p>`))
    .join('');
  const items = details.map(detail => `<li><bdi>${escapeHtml(detail)}</bdi></li>`).join('');
  const tests = items === '' ? '' : `<ul>${items}</ul>`;
  const tail =
    lines.length === 0
      ? ''
      : `<small>The last ${counted(lines.length, 'line')}${log}:</small>
<pre tabindex="0" role="region" aria-label="End of the log">${escapeHtml(lines.join('\n'))}</pre>`;
  return `<section class="card"><h3 class="bad">✗ <bdi>${breaking(name)}</bdi> ${escapeHtml(text)}</h3>${why}${tests}${tail}</section>`;
}

function llmText({ name, text }: LlmUsage): string {
  return `${name}: ${text}`;
}

function reproduction({ reproduction: steps }: ReportModel): Section | undefined {
  if (steps.length === 0) return undefined;
  const lines = steps.map(({ command, purpose }) => `${command}   # ${purpose}`).join('\n');
  const body = `<pre tabindex="0" role="region" aria-label="Commands">${escapeHtml(lines)}</pre>`;
  return { id: 'reproduce', title: 'Reproduce it locally', body };
}

function list(id: string, title: string, items: readonly string[]): Section | undefined {
  if (items.length === 0) return undefined;
  const shown = items.map(item => `<li><bdi>${escapeHtml(item)}</bdi></li>`).join('');
  return { id, title, body: `<ul>${shown}</ul>` };
}

function facts(columns: readonly (readonly Fact[])[]): string {
  const lists = columns.map(column => {
    const items = column.map(fact => `<dt>${fact.label}</dt><dd>${factValue(fact)}</dd>`);
    return `<dl class="facts">${items.join('')}</dl>`;
  });
  return `<div class="columns">${lists.join('\n')}</div>`;
}
