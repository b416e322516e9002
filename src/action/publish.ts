/** What the Action says of a finished run: outputs, annotations, comment, job summary, artifact. */
import { join } from 'node:path';
import { trippedGate } from '../analysis/gates.ts';
import { findBottlenecks } from '../analysis/metrics.ts';
import { gravestVerdict, regressionsOf } from '../analysis/run-verdict.ts';
import type { ActionInputs } from '../definition/inputs.ts';
import type { Redactor } from '../execution/redaction/redactor.ts';
import { UPLOAD_LIMIT_MS } from '../github/artifact.ts';
import { annotate } from '../github/runner/annotations.ts';
import { setOutput } from '../github/runner/file-commands.ts';
import type { RunnerContext } from '../github/runner/runner.ts';
import type { Notice } from '../record/facts/notice/notice.ts';
import type { Fault } from '../record/facts/notice/run.ts';
import { redactNotice } from '../record/redact.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { Site } from '../record/site.ts';
import { outcomeOf } from '../record/what-ran.ts';
import { buildReport, type ReportOptions } from '../reporting/model/model.ts';
import { selectAnnotations } from '../reporting/words/annotations.ts';
import { headlineOf } from '../reporting/words/headline.ts';
import { trippedGateWords } from '../reporting/words/verdict/gate.ts';
import { HTML_FILE, RUN_FILE, writeReport } from '../run/report/report-files.ts';
import type { Ran } from '../run/run-request.ts';
import { tolerate } from '../util/tolerate.ts';
import { type Said, tellPullRequest } from './pull-request.ts';
import { publishJobSummary, type UploadedReport, uploadArtifact } from './report-artifact.ts';
import { sayNotices } from './say.ts';
import { sayFailures } from './say-failures.ts';
import type { UploadedDocuments } from './upload-documents.ts';

/**
 * Publishes everything; gives the sentence with which the job fails, if it does. That is the stages' and
 * the gate's alone: what cannot be published is a notice. Never rejects.
 */
export async function publish(
  result: Ran,
  inputs: ActionInputs,
  runner: RunnerContext,
): Promise<string | undefined> {
  const { record, reportDir, definition, redactor } = result;
  const failure = failureOf(result, inputs);
  const later: Notice[] = [];
  const lose = (of: Fault) => (error: Error) => {
    later.push({ kind: 'fault', of, cause: error.message });
  };
  await tolerate(() => setOutputs(result, later), undefined, lose('outputs'));
  const annotations = () => annotate(selectAnnotations(record, definition));
  await tolerate(annotations, undefined, lose('annotations'));
  const { variables } = runner;
  const workspace = variables.GITHUB_WORKSPACE ?? process.cwd();
  const failures = () => sayFailures(record, definition, { variables, workspace });
  await tolerate(failures, undefined, lose('annotations'));
  const logs = inputs.uploadLogs ? redactor : undefined;
  // First, so that whoever reads of the run finds the way to it.
  const wanted = { documents: inputs.uploadDocuments, logs };
  const { reporting, notices: withheld } = await uploadAll(result, wanted, runner, lose);
  later.push(...withheld);
  const tell = () => tellPullRequest({ result: { ...result, reporting }, inputs, runner, failure });
  const told = await tolerate<Said>(tell, { notices: [] }, lose('pull-request'));
  const url = setOutput('comment-url', told.commentUrl ?? '');
  const lost = [...told.notices, ...later, ...listOf(url)];
  const added = lost.map(notice => redactNotice(notice, redactor));
  const notices = [...record.notices, ...added];
  sayNotices(...notices);
  // Where there is no comment, the summary says why.
  const published = { ...record, notices };
  if (added.length > 0) await rewrite({ reportDir, reporting }, published);
  const report = { reportDir, runner, logs, model: () => buildReport(published, reporting) };
  await tolerate(
    () => publishJobSummary(report),
    undefined,
    ({ message }) => sayNotices({ kind: 'fault', of: 'report', cause: redactor.text(message) }),
  );
  return failure;
}

/** What reports are made with once all is uploaded, and what was not. */
interface Uploaded {
  readonly reporting: ReportOptions;
  readonly notices: readonly Notice[];
}

/** Most that documents may hold up the report, of the time for all uploads; in ms. */
const DOCUMENTS_MS = UPLOAD_LIMIT_MS / 3;

/** Documents, then the report, which links to them. */
async function uploadAll(
  { record, reportDir, definition, reporting }: Ran,
  { documents, logs }: { readonly documents: boolean; readonly logs: Redactor | undefined },
  runner: RunnerContext,
  lose: (of: Fault) => (error: Error) => void,
): Promise<Uploaded> {
  const startedAt = performance.now();
  const upload = async (): Promise<UploadedDocuments> => {
    if (!documents) return NO_DOCUMENTS;
    const { uploadDocuments } = await import('./upload-documents.ts');
    return uploadDocuments({ record, definition }, runner, DOCUMENTS_MS);
  };
  const made = await tolerate(upload, NO_DOCUMENTS, lose('documents'));
  const linked = withPlaces(reporting, { documents: made.documents });
  if (made.documents.length > 0) await rewrite({ reportDir, reporting: linked }, record);
  // What is left is said in whole seconds.
  const seconds = Math.floor((performance.now() - startedAt) / 1000);
  const leftMs = UPLOAD_LIMIT_MS - seconds * 1000;
  const uploadRest = () => uploadArtifact({ reportDir, runner, logs }, leftMs);
  const report = await tolerate<UploadedReport>(uploadRest, { notices: [] }, lose('artifact'));
  const { artifact } = report;
  return {
    reporting: withPlaces(linked, artifact === undefined ? {} : { artifact }),
    notices: [...made.notices, ...report.notices],
  };
}

const NO_DOCUMENTS: UploadedDocuments = { documents: [], notices: [] };

/** Adds links to the uploads; reports made outside a runner have none. */
function withPlaces(
  reporting: ReportOptions,
  places: Pick<Site, 'artifact' | 'documents'>,
): ReportOptions {
  const { site } = reporting;
  return site === undefined ? reporting : { ...reporting, site: { ...site, ...places } };
}

/** A run whose stages passed can still fail at a gate. */
function failureOf({ record, definition }: Ran, { failOn }: ActionInputs): string | undefined {
  if (record.status !== 'passed' && record.status !== 'skipped') return headlineOf(record).text;
  const gate = trippedGate(record, failOn ?? definition.pipeline.failOn);
  return gate && trippedGateWords(record, gate);
}

function setOutputs({ record, reportDir, reporting }: Ran, lost: Notice[]): void {
  const outputs: Readonly<Record<string, unknown>> = {
    status: outcomeOf(record),
    verdict: gravestVerdict(record.comparison),
    'total-ms': Math.round(record.totalMs),
    'run-file': join(reportDir, RUN_FILE),
    'report-file': join(reportDir, HTML_FILE),
    bottlenecks: findBottlenecks(record, reporting.marks),
    regressions: regressionsOf(record),
    'baseline-age-days': record.baseline?.ageDays ?? '',
  };
  for (const [name, value] of Object.entries(outputs)) lost.push(...listOf(setOutput(name, value)));
}

function listOf<T>(item: T | undefined): readonly T[] {
  return item === undefined ? [] : [item];
}

async function rewrite(
  { reportDir, reporting }: Pick<Ran, 'reportDir' | 'reporting'>,
  record: RunRecord,
): Promise<void> {
  await writeReport(reportDir, record, reporting).catch((error: Error) => {
    sayNotices({ kind: 'report-not-written', folder: reportDir, cause: error.message });
  });
}
