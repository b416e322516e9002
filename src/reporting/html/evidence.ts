/** Tests and LaTeX: what they say of themselves, what moved, and the slowest tests. */

import type { ReportModel } from '../model/model.ts';
import type { EvidenceRow } from '../words/evidence.ts';
import type { MovedRow } from '../words/moved-parts.ts';
import { escapeHtml } from './escape.ts';
import type { Section } from './section.ts';
import { headsOf, placeCell, quantityCell, sortableTable, textCell } from './table.ts';

/** None where no stage left any evidence. */
export function evidenceSection(model: ReportModel): Section | undefined {
  if (model.evidence.length === 0 && model.moved.length === 0) return undefined;
  const facts = model.evidence.map(
    ({ name, text }) => `<li><bdi>${escapeHtml(name)}</bdi>: ${escapeHtml(text)}</li>`,
  );
  const body = `<ul>${facts.join('')}</ul>
${movedTable(model.moved)}
${slowestTable(model.evidence)}`;
  return { id: 'evidence', title: 'Tests and LaTeX', body };
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
