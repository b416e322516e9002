/** The words for notices about what is published of a run. */
import type { DocumentFault, PublishingNotice } from '../../../record/facts/notice/publishing.ts';
import { listWords } from '../../../record/text.ts';
import { formatBytes, formatSetting } from '../../../record/units.ts';
import { commentFaultWords, forkFaultWords, gitHubFailureWords } from '../facts/github-failure.ts';
import type { Catalogue } from './catalogue.ts';

/** Files that are named; the others are counted. */
const MOST_FILES = 4;

export const PUBLISHING_NOTICES: Catalogue<PublishingNotice> = {
  'no-comment': ({ fault }) => `no comment on the pull request: ${commentFaultWords(fault)}`,
  'no-check-run': ({ failure }) => `no check run: ${gitHubFailureWords(failure)}`,
  'labels-unread': ({ failure }) =>
    `the labels of the pull request could not be read: ${gitHubFailureWords(failure)}`,
  'no-fork-report': ({ fault }) =>
    `no report for the workflow that comments on pull requests of forks: ${forkFaultWords(fault)}`,
  'fork-not-commented': ({ fault }) => `no comment on the pull request: ${forkFaultWords(fault)}`,
  'not-handed-over': ({ what, name, cause }) =>
    what === 'output'
      ? `output ${name} lost: ${cause}`
      : `the post step will not know everything: state ${name} lost: ${cause}`,
  'no-artifact-in-time': ({ limitMs }) =>
    `report not uploaded as an artifact: no answer within ${formatSetting(limitMs)}`,
  'logs-withheld': () => 'logs not uploaded: this run has no more rights than one of a fork',
  'log-too-large': ({ file, bytes, mostBytes }) =>
    `${file} not uploaded: it has ${formatBytes(bytes)}, and all logs together may have ${formatBytes(mostBytes)}`,
  'documents-not-uploaded': ({ files, fault }) =>
    `${listWords(files, MOST_FILES)} not uploaded: ${documentFaultWords(fault)}`,
  'no-summary': () => 'no summary was written',
  'no-report': () => 'the run was ended before it wrote a report',
  'foreign-report': ({ folder }) =>
    `the report in ${folder} was not published: another run wrote it`,
};

function documentFaultWords(fault: DocumentFault): string {
  switch (fault.why) {
    case 'too-large':
      return `all documents together may have ${formatBytes(fault.mostBytes)}`;
    case 'too-many':
      return `a job may upload ${fault.most} documents`;
    case 'changed':
      return 'something wrote to it meanwhile';
    case 'late':
      return `no answer within ${formatSetting(fault.limitMs)}`;
    case 'failed':
      return fault.cause;
  }
}
