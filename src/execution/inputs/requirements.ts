/** Whether what a stage `requires` is on the machine, and the way to get it where it is not. */
import type { Requirement, Stage } from '../../pipeline/types.ts';
import { findExecutable } from '../../programs/find-executable.ts';
import type { MissingTool } from '../../record/facts/stage/stage-reason.ts';
import { askPython, interpreterOf } from './interpreter.ts';
import { meantTool, packageOf } from './known-tools.ts';

/** The first of a stage's requirements that is not there. */
export async function findMissing(
  stage: Pick<Stage, 'requires' | 'run' | 'shell'>,
  environment: Readonly<Record<string, string>>,
  cwd: string,
): Promise<MissingTool | undefined> {
  for (const requirement of stage.requires) {
    if (!(await isThere(requirement, stage, environment, cwd))) return missing(requirement, stage);
  }
  return undefined;
}

async function isThere(
  requirement: Requirement,
  stage: Pick<Stage, 'run' | 'shell'>,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<boolean> {
  const path = env.PATH ?? '';
  if (requirement.kind === 'executable') {
    return findExecutable(requirement.name, path, cwd) !== undefined;
  }
  const python = interpreterOf(stage, path, cwd);
  if (python === undefined) return false;
  if (python.kind === 'installed-by') return findExecutable(python.tool, path, cwd) !== undefined;
  const search =
    'import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)';
  const place = { cwd, environment: env, timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES };
  const answer = await askPython(python.argv, [search, requirement.name], place);
  return answer?.exitCode === 0;
}

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 1_000_000;

function missing(requirement: Requirement, stage: Pick<Stage, 'run'>): MissingTool {
  const { kind: as, name: tool } = requirement;
  const [found, meant] = [packageOf(requirement), meantTool(requirement, stage)];
  return {
    kind: 'missing-tool',
    as,
    tool,
    ...(found !== undefined && { package: found }),
    ...(meant !== undefined && { meant }),
  };
}
