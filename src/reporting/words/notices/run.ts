/** The words for notices about a run as a whole. */
import type { Fault, RunNotice } from '../../../record/facts/notice/run.ts';
import { refusalWords, roomFaultWords } from '../facts/folder-fault.ts';
import { suspicionStaysWords } from '../verdict/confirmation.ts';
import { muteGateWords } from '../verdict/gate.ts';
import type { Catalogue } from './catalogue.ts';

export const RUN_NOTICES: Catalogue<RunNotice> = {
  fault: ({ of, stage, cause }) =>
    `${stage === undefined ? '' : `${stage}: `}${FAILURES[of]}: ${cause}`,
  'commit-unread': ({ cause }) =>
    `SOURCE_DATE_EPOCH is not set, and nothing can be confirmed: ${cause}`,
  unguarded: ({ cause }) => `another run in this folder would go undetected: ${cause}`,
  'folder-refused': ({ refusal, isRemoved }) =>
    `${isRemoved ? 'removed before the run: ' : ''}${refusalWords(refusal)}`,
  'report-not-written': ({ folder, cause }) =>
    `the report could not be written to ${folder}: ${cause}`,
  'report-elsewhere': ({ folder, fault }) =>
    `the report is in ${folder}${fault === undefined ? '' : `: ${roomFaultWords(fault)}`}`,
  'stray-process': ({ pid, command }) =>
    `${command} (process ${pid}) was started in this folder during the run and is still running`,
  'command-file': ({ file, isUndone }) => {
    const outcome = isUndone
      ? 'it was restored'
      : 'it could not be restored, and later steps may act on what the stage wrote';
    return `a stage changed the runner’s file ${file}: ${outcome}; to allow it, add \`${file}: null\` to the stage’s \`env\``;
  },
  'gate-mute': ({ why }, nameOf) => muteGateWords(why, nameOf),
  'suspicion-stays': ({ stage, why }, nameOf) => suspicionStaysWords(nameOf(stage), why),
};

/** What did not work, before the colon and the cause. */
const FAILURES: Readonly<Record<Fault, string>> = {
  services: 'neither caches nor history',
  'live-output': 'live output failed',
  confirmation: 'nothing can be confirmed',
  'saving-caches': 'caches were not saved',
  'whole-job': 'other steps of the job were not looked at',
  comparison: 'the run was not compared',
  'looking-around': 'processes that stages may have left were not looked for',
  'saving-run': 'the run was not added to the history',
  'closing-caches': 'caches were not closed',
  'clearing-confirmation': 'files of the confirmation were not removed',
  'ending-leftovers': 'processes that stages left running were not ended',
  'git-ignored': 'files that git ignores count as inputs, because git failed',
  'write-watch': 'writes are not watched',
  preparation: 'not prepared',
  snapshot: 'what it starts from was not kept',
  'preparing-again': 'not prepared for another attempt',
  evidence: 'evidence not read',
  'ending-processes': 'its processes were not ended',
  'saving-result': 'its result was not kept',
  'output-size': 'outputs not measured',
  'model-access': 'it asks models directly',
  'model-requests': 'requests to models not counted',
  'llm-proxy-start': 'it runs without the LLM proxy',
  'llm-proxy': 'the LLM proxy failed',
  'llm-reply': 'an LLM reply cannot be stored',
  'llm-replies': 'replies of models were not saved',
  outputs: 'outputs were not set',
  annotations: 'annotations were not made',
  'pull-request': 'nothing was said on the pull request',
  report: 'the report was not published',
  summary: 'job summary not written',
  artifact: 'report not uploaded as an artifact',
  documents: 'documents not uploaded',
  logs: 'logs not uploaded',
  engine: 'Stagetime itself failed, not a stage',
  'engine-meanwhile': 'Stagetime itself failed, and continues',
};
