/** What the tools of a stage say of their version: part of what decides its result. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Requirement, Stage } from '../../pipeline/types.ts';
import { ask, type Question } from '../../programs/ask.ts';
import { findExecutable } from '../../programs/find-executable.ts';
import { askPython, type Interpreter, interpreterOf } from './interpreter.ts';

/** Most that is read of what a tool prints, in characters. */
const LONGEST_ANSWER = 4096;
const TIMEOUT_MS = 20_000;
/** A tool that floods its output is ended, and counts as one that does not know the option, in bytes. */
const MOST_BYTES = 1_000_000;

/** A requirement that is not there; it differs from every version. */
export const ABSENT = 'absent';

/** Asks tools for their versions; each is asked once, however many stages require it. */
export interface ToolVersions {
  /**
   * Version of the requirement in the environment of a stage, as its command finds it; of a cache's
   * requirement, as any would from the root. Never rejects.
   */
  of(
    requirement: Requirement,
    environment: Readonly<Record<string, string>>,
    user?: ToolUser,
  ): Promise<string>;
  /** Asks again from now on: the machine has changed. */
  forget(): void;
}

/** What decides, beside the environment, which of several tools of a name is meant. */
type ToolUser = Pick<Stage, 'run' | 'shell' | 'workingDirectory'>;

/** A requirement as it is written in a definition. */
export function writtenRequirement({ kind, name }: Requirement): string {
  return kind === 'python-module' ? `python:${name}` : name;
}

/** Versions for stages below a root. */
export function createToolVersions(root: string): ToolVersions {
  const asked = new Map<string, Promise<string>>();
  return {
    of(requirement, environment, user = { run: '', workingDirectory: '.' }) {
      const cwd = join(root, user.workingDirectory);
      // What decides which program answers, besides the program's own name.
      const { PATH, PYTHONPATH, VIRTUAL_ENV } = environment;
      const python =
        requirement.kind === 'python-module' ? interpreterOf(user, PATH ?? '', cwd) : undefined;
      const key = JSON.stringify([requirement, python, cwd, PATH, PYTHONPATH, VIRTUAL_ENV]);
      let answer = asked.get(key);
      if (answer === undefined) {
        answer = versionOf(requirement, python, environment, cwd).catch(() => ABSENT);
        asked.set(key, answer);
      }
      return answer;
    },
    forget() {
      asked.clear();
    },
  };
}

async function versionOf(
  requirement: Requirement,
  python: Interpreter | undefined,
  environment: Readonly<Record<string, string>>,
  cwd: string,
): Promise<string> {
  if (requirement.kind === 'executable') return executable(requirement.name, environment, cwd);
  if (python === undefined) return ABSENT;
  // The lock file by which it installs says which version, and belongs among the inputs.
  return python.kind === 'installed-by'
    ? executable(python.tool, environment, cwd)
    : pythonModule(requirement.name, python.argv, { environment, cwd });
}

/** What `--version` prints; of a program that does not know the option, the hash of its file. */
async function executable(
  name: string,
  environment: Readonly<Record<string, string>>,
  cwd: string,
): Promise<string> {
  const file = findExecutable(name, environment.PATH ?? '', cwd);
  if (file === undefined) return ABSENT;
  const { exitCode, all } = await call(file, ['--version'], environment, cwd);
  const answer = all.trim().slice(0, LONGEST_ANSWER);
  return exitCode === 0 && answer !== '' ? answer : `sha256 ${await hashOf(file)}`;
}

/** The interpreter's version with the distribution's; of a module that has none, its file's hash. */
const PYTHON = `
import hashlib, importlib.metadata as metadata, importlib.util as util, platform, sys
name = sys.argv[1]
def version():
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
    found = getattr(metadata, "packages_distributions", dict)().get(name.partition(".")[0], [])
    if found:
        return " ".join(sorted(f"{one} {metadata.version(one)}" for one in found))
    origin = util.find_spec(name).origin
    with open(origin, "rb") as file:
        return "sha256 " + hashlib.sha256(file.read()).hexdigest()
print("Python", platform.python_version(), name, version())
`;

async function pythonModule(
  name: string,
  argv: readonly [string, ...string[]],
  place: Pick<Question, 'environment' | 'cwd'>,
): Promise<string> {
  const limits = { timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES };
  const answer = await askPython(argv, [PYTHON, name], { ...place, ...limits });
  if (answer?.exitCode !== 0) return ABSENT;
  return (answer.stdout + answer.stderr).trim().slice(0, LONGEST_ANSWER);
}

async function call(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  cwd: string,
): Promise<{ exitCode: number | undefined; all: string }> {
  const answer = await ask({
    program: file,
    args,
    cwd,
    environment,
    timeoutMs: TIMEOUT_MS,
    mostBytes: MOST_BYTES,
  });
  return answer.kind === 'answered'
    ? { exitCode: answer.exitCode, all: answer.stdout + answer.stderr }
    : { exitCode: undefined, all: '' };
}

async function hashOf(file: string): Promise<string> {
  const sum = createHash('sha256');
  await pipeline(createReadStream(file), sum);
  return sum.digest('hex');
}
