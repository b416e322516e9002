/** The template's `pipeline.yaml`, wherever it stands → its stages for one project. */
import { decodeText, MOST_BYTES } from '../../document/text.ts';
import type { Found, PythonRunner, Refusal } from '../model/found.ts';
import type { Observed } from '../model/observed.ts';
import { readTemplateDocument } from './document.ts';
import { projectsIn } from './projects.ts';
import { templateStages } from './stages.ts';

/** Where the template keeps its stages. */
const COMMON = ['infrastructure/core/pipeline/pipeline.yaml', 'infrastructure/core/pipeline.yaml'];
const AT_ROOT = ['pipeline.yaml', 'pipeline.yml'];

/** What was found, that one project must be named, or what is wrong; nothing where it is no such repository. */
export type TemplateDetection =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly found: Found }
  | Refusal;

interface Candidate {
  readonly file: string;
  readonly project: string | undefined;
}

/** Looks at the root's file, then at the chosen project's own, then at the common one. */
export function detectTemplate(
  observed: Observed,
  python: PythonRunner,
  asked: string | undefined,
): TemplateDetection {
  const projects = projectsIn(observed);
  const name = asked?.replace(/^projects\//, '').replace(/\/+$/, '');
  const chosen =
    name === undefined && projects.length === 1 ? projects[0] : projects.find(one => one === name);
  const ofProject =
    chosen === undefined
      ? []
      : AT_ROOT.map(file => ({ file: `projects/${chosen}/${file}`, project: chosen }));
  const candidates: readonly Candidate[] = [
    ...AT_ROOT.map(file => ({ file, project: takesProject(observed, file) ? chosen : undefined })),
    ...ofProject,
    ...COMMON.map(file => ({ file, project: chosen })),
  ];
  for (const candidate of candidates) {
    const detection = readCandidate(observed, python, candidate);
    if (detection.kind === 'none') continue;
    const isCommon = COMMON.includes(candidate.file) || takesProject(observed, candidate.file);
    const isOpen = chosen === undefined && projects.length > 0 && isCommon;
    if (isOpen || (name !== undefined && chosen === undefined)) return which(projects, name);
    return detection;
  }
  // Several projects, each with a pipeline of its own and none in common.
  const owners = projects.filter(one =>
    AT_ROOT.some(file => observed.hasFile(`projects/${one}/${file}`)),
  );
  return owners.length > 1 || (owners.length > 0 && name !== undefined && chosen === undefined)
    ? which(owners, name)
    : { kind: 'none' };
}

function which(projects: readonly string[], asked: string | undefined): Refusal {
  return { kind: 'which-project', projects, ...(asked === undefined ? {} : { asked }) };
}

/** A file at the root is for one project where it speaks of projects. */
function takesProject(observed: Observed, file: string): boolean {
  return AT_ROOT.includes(file) && (observed.text(file) ?? '').includes('{project}');
}

function readCandidate(
  observed: Observed,
  python: PythonRunner,
  { file, project }: Candidate,
): TemplateDetection {
  const bytes = observed.bytes(file, MOST_BYTES + 1);
  const decoded = bytes === undefined ? undefined : decodeText(bytes);
  if (!decoded?.ok) return { kind: 'none' };
  const read = readTemplateDocument(decoded.text);
  if (read.kind === 'foreign') return { kind: 'none' };
  if (read.kind === 'invalid') return { kind: 'invalid', file, problems: read.problems };
  const made = templateStages(
    read.stages,
    read.onRequest,
    read.document,
    observed,
    { file, project },
    python,
  );
  if (made.kind === 'invalid') return { kind: 'invalid', file, problems: made.problems };
  return made.found.stages.length === 0 ? { kind: 'none' } : { kind: 'found', found: made.found };
}
