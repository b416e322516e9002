/** What the template's usual stages read and write, for versions of it that do not say so themselves. */
import type { Contract } from './document.ts';

const OUTPUT = 'projects/{project}/output/';

/** By the names that all versions of the template give them; what later versions promise in their contracts. */
const USUAL: Readonly<Record<string, Omit<Contract, 'retries'>>> = {
  'Environment Setup': { inputs: ['pyproject.toml', 'projects/{project}/'], outputs: [OUTPUT] },
  'Infrastructure Tests': { inputs: ['infrastructure/', 'tests/'], outputs: [] },
  'Project Tests': {
    inputs: ['projects/{project}/src/', 'projects/{project}/tests/'],
    outputs: [],
  },
  'Project Analysis': {
    inputs: ['projects/{project}/src/', 'projects/{project}/scripts/'],
    outputs: [OUTPUT],
  },
  'PDF Rendering': {
    inputs: ['projects/{project}/manuscript/', `${OUTPUT}data/`],
    outputs: [OUTPUT],
  },
  'Output Validation': {
    inputs: [OUTPUT, 'projects/{project}/manuscript/'],
    outputs: [`${OUTPUT}reports/`],
  },
  'LLM Scientific Review': {
    inputs: ['projects/{project}/manuscript/', `${OUTPUT}pdf/`],
    outputs: [`${OUTPUT}llm/`],
  },
  'LLM Translations': { inputs: ['projects/{project}/manuscript/'], outputs: [`${OUTPUT}llm/`] },
  'Copy Outputs': { inputs: [OUTPUT], outputs: ['output/{project}/'] },
};

/** The contract of a stage of this name; nothing where there is no project that it could be about. */
export function usualContract(name: string, project: string | undefined): Contract | undefined {
  const usual = project !== undefined && Object.hasOwn(USUAL, name) ? USUAL[name] : undefined;
  return usual === undefined ? undefined : { ...usual, retries: 0 };
}
