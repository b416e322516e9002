/** Tests and LaTeX: what they say of themselves, what moved, and the slowest tests. */

import type { ReportModel } from '../model/model.ts';
import type { EvidenceRow } from '../words/evidence.ts';
import type { MovedRow } from '../words/moved-parts.ts';
import { escapeHtml } from './escape.ts';
import { headsOf, placeCell, quantityCell, sortableTable, textCell } from './table.ts';

/** Empty where no stage left any evidence. */
export function evidenceSection(model: ReportModel): string {
  if (model.evidence.length === 0 && model.moved.length === 0) return '';
  const facts = model.evidence.map(
    ({ name, text }) => `<li><bdi>${escapeHtml(name)}</bdi>: ${escapeHtml(text)}</li>`,
  );
  return `<section aria-labelledby="evidence">
<h2 id="evidence">Tests and LaTeX</h2>
<ul>${facts.join('')}</ul>
${movedTable(model.moved)}
${slowestTable(model.evidence)}
</section>`;
}

function movedTable(moved: readonly MovedRow[]): string {
  if (moved.length === 0) return '';
  const heads = headsOf(['Part', 'Stage', 'Before', 'Now', 'Change'], 2);
  const rows = moved.map(({ stage, what, where, before, now, change }, index) => ({
    content: [
      placeCell(what, where, index),
      textCell('Stage', stage),
      quantityCell('Before', before),
      quantityCell('Now', now),
      quantityCell('Change', change),
    ].join(''),
  }));
  return `<h3 id="moved">What moved</h3>
${sortableTable('moved', heads, rows)}`;
}

function slowestTable(evidence: readonly EvidenceRow[]): string {
  const tests = evidence.flatMap(({ name, slowest }) => slowest.map(test => ({ name, ...test })));
  if (tests.length === 0) return '';
  const heads = headsOf(['Test', 'Stage', 'Time'], 2);
  const rows = tests.map(({ name, what, where, duration }, index) => ({
    content: [
      placeCell(what, where, index),
      textCell('Stage', name),
      quantityCell('Time', duration),
    ].join(''),
  }));
  return `<h3 id="slowest">Slowest tests</h3>
${sortableTable('slowest', heads, rows)}`;
}
