/** The rooms of `src/`, and which may use which. */

/** From top to bottom. */
export const ROOMS = [
  'action',
  'cli',
  'run',
  'reporting',
  'analysis',
  'execution',
  'baseline',
  'llm',
  'machine',
  'caching',
  'definition',
  'evidence',
  'github',
  'programs',
  'record',
  'pipeline',
  'util',
] as const;

/** What definitions may name and reports have names for, without the parsers. */
const EVIDENCE_TABLE = ['evidence/formats.ts', 'evidence/port/parser.ts'];

/** What a room may import besides itself and `util`: rooms, and single files of others. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  entries: ['action', 'cli', 'run'],
  action: ROOMS,
  cli: ROOMS.slice(ROOMS.indexOf('run')),
  run: ROOMS.slice(ROOMS.indexOf('reporting')),
  reporting: ['analysis', 'record', ...EVIDENCE_TABLE],
  analysis: ['record', 'pipeline'],
  execution: ['llm', 'machine', 'caching', 'programs', 'record', 'pipeline'],
  baseline: ['caching', 'github', 'record'],
  llm: ['caching', 'record'],
  machine: ['caching', 'programs', 'record', 'pipeline'],
  caching: ['record', 'pipeline'],
  definition: ['programs', 'pipeline', ...EVIDENCE_TABLE],
  evidence: ['record', 'pipeline'],
  github: ['programs', 'record', 'pipeline'],
  programs: ['pipeline'],
  record: ['pipeline'],
};

/** Most files side by side in one folder, so that a reader sees at a glance what is in it. */
export const MOST_FILES = 15;
/** Most lines of a function. */
export const MOST_LINES = 80;

/** The room of a file, named from `src/`; the files beside the rooms are the entries. */
export function roomOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'entries';
}
