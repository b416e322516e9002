/**
 * Cuts GitHub's OpenAPI description down to what the local REST double answers
 * (`__tests__/services/github-openapi.json`). To add an operation or take a newer description:
 *
 *     npm pack @octokit/openapi@23 && tar xzf octokit-openapi-*.tgz package/generated/api.github.com.json
 *     npm run openapi package/generated/api.github.com.json
 *
 * outside this project's folder, because the package is 385 MB unpacked.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const OPERATIONS: ReadonlySet<string> = new Set([
  'actions/delete-actions-cache-by-key',
  'actions/download-artifact',
  'actions/get-actions-cache-list',
  'actions/get-job-for-workflow-run',
  'actions/get-workflow-run',
  'actions/list-jobs-for-workflow-run-attempt',
  'actions/list-workflow-run-artifacts',
  'checks/create',
  'git/create-blob',
  'git/create-commit',
  'git/create-ref',
  'git/create-tree',
  'git/get-blob',
  'git/get-commit',
  'git/get-tree',
  'git/list-matching-refs',
  'git/update-ref',
  'issues/create-comment',
  'issues/delete-comment',
  'issues/get-comment',
  'issues/list-comments',
  'issues/list-labels-on-issue',
  'issues/update-comment',
  'pulls/get',
  'pulls/list',
  'repos/get',
]);

const OUTPUT = '__tests__/services/github-openapi.json';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Objects = Readonly<Record<string, Json>>;

interface Description {
  readonly openapi: string;
  readonly info: Objects & { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Objects>>>>;
  readonly components: Readonly<Record<string, Objects>>;
}

const METHODS = ['get', 'post', 'patch', 'put', 'delete'];
/** What explains and does not constrain. */
const PROSE: ReadonlySet<string> = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'tags',
  'title',
]);

const [input] = process.argv.slice(2);
if (input === undefined) throw new Error('usage: npm run openapi PATH/api.github.com.json');
const whole = JSON.parse(readFileSync(input, 'utf8')) as Description;
const text = `${JSON.stringify(subset(whole))}\n`;
writeFileSync(OUTPUT, text);
process.stdout.write(`${OUTPUT}: ${OPERATIONS.size} operations, ${text.length} bytes\n`);

function subset({ openapi, info, paths, components }: Description): Json {
  const kept = Object.entries(paths).flatMap(([path, item]) => {
    const operations = METHODS.flatMap(method => {
      const operation = item[method];
      return operation !== undefined && OPERATIONS.has(String(operation.operationId))
        ? [[method, withoutProse(operation)] as const]
        : [];
    });
    return operations.length === 0 ? [] : [[path, Object.fromEntries(operations)] as const];
  });
  const found = kept.reduce((sum, [, item]) => sum + Object.keys(item).length, 0);
  if (found !== OPERATIONS.size)
    throw new Error(`${OPERATIONS.size - found} operations are missing`);
  return {
    openapi,
    info: { title: info.title, version: info.version },
    paths: Object.fromEntries(kept),
    components: reachable(Object.fromEntries(kept), components),
  };
}

/** The components that `root` refers to, directly or through others. */
function reachable(root: Json, components: Description['components']): Json {
  const found = new Map<string, Json>();
  const pending = references(root);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (found.has(next)) continue;
    const [, , kind = '', name = ''] = next.split('/');
    const component = withoutProse(components[kind]?.[name] ?? null);
    found.set(next, component);
    pending.push(...references(component));
  }
  const kinds: Record<string, Record<string, Json>> = {};
  for (const reference of [...found.keys()].sort()) {
    const [, , kind = '', name = ''] = reference.split('/');
    kinds[kind] = { ...kinds[kind], [name]: found.get(reference) ?? null };
  }
  return kinds;
}

function references(node: Json): string[] {
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : references(value),
  );
}

/** A property may be called `description` too: what stands directly in `properties` is no prose. */
function withoutProse(node: Json, isNames = false): Json {
  if (node === null || typeof node !== 'object') return node;
  if (Array.isArray(node)) return node.map(entry => withoutProse(entry));
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => isNames || !(PROSE.has(key) || key.startsWith('x-')))
      .map(([key, value]) => [key, withoutProse(value, key === 'properties' && !isNames)]),
  );
}
