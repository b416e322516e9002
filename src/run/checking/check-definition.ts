/** What `check` says of a definition, in the terminal and as the Action. */
import type { DefinitionProblem } from '../../definition/document/problems.ts';
import { type LoadedDefinition, loadDefinition, type PartlyLoaded } from '../../definition/load.ts';
import { missingFolders } from '../../definition/working-directories.ts';
import { inspect } from '../../execution/inspection/inspect.ts';
import type { Variables } from '../../execution/process/stage-environment.ts';
import type { Finding } from '../../record/facts/stage/finding.ts';
import { certainFindings } from './certain-findings.ts';

/** Where it is, and with what its stages would run. */
export interface CheckRequest {
  readonly file?: string | undefined;
  readonly cwd: string;
  readonly environment: Variables;
}

/** A definition with a problem is not to be run; findings say what would keep stages from their work here. */
export interface Checked {
  readonly problems: readonly DefinitionProblem[];
  readonly findings: readonly Finding[];
  /** As far as it can be read; absent where it cannot. */
  readonly definition?: LoadedDefinition | PartlyLoaded;
}

/** Reads the definition, and looks at the machine and the files as they are now. */
export async function checkDefinition({ file, cwd, environment }: CheckRequest): Promise<Checked> {
  const loaded = await loadDefinition({ file, cwd });
  const definition = loaded.kind === 'loaded' ? loaded : loaded.partly;
  const wrong = loaded.kind === 'loaded' ? [] : loaded.problems;
  if (definition === undefined) return { problems: wrong, findings: [] };
  const { pipeline, root } = definition;
  const problems = [...wrong, ...(await missingFolders(definition))];
  const found = await inspect({ pipeline, root, environment, now: new Date() });
  const findings = 'unread' in definition ? certainFindings(found, definition) : found;
  return { problems, findings, definition };
}
