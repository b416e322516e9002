import { appendFileSync, chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readRunRecord, runCli, workspace } from '../e2e/harness.ts';
import { startLlmUpstream } from '../services/llm-upstream.ts';
import { copyExample } from '../support/example.ts';
import { requireTool } from '../support/tools.ts';

/** In place of LaTeX, whose PDF the review needs and does not read. */
const LATEX = '#!/bin/sh\nmkdir -p build && echo %PDF- > build/main.pdf && echo > build/main.log\n';

/** A PATH on which LaTeX is quick, and there. */
function pathWithLatex(): string {
  const bin = workspace({ latexmk: LATEX, xelatex: LATEX });
  for (const name of ['latexmk', 'xelatex']) chmodSync(join(bin, name), 0o755);
  return `${bin}:${process.env.PATH}`;
}

/** The example's review in the terminal. */
async function review(cwd: string, env: Readonly<Record<string, string>>) {
  const PATH = pathWithLatex();
  const options = { cwd, env: { ...env, PATH } };
  const { exitCode, stdout } = await runCli(['run', '--only', 'llm-review'], options);
  expect(exitCode, stdout).toBe(0);
  const record = readRunRecord(join(cwd, '.stagetime'));
  const stage = record.stages.find(({ id }) => id === 'llm-review');
  const { requests = 0, hits = 0, misses = 0 } = stage?.llm ?? {};
  return { status: stage?.status, requests, hits, misses, stdout };
}

const sectionsOf = (cwd: string) => readdirSync(join(cwd, 'manuscript/sections'));
const reviewOf = (cwd: string, section: string) =>
  readFileSync(join(cwd, 'output/llm', section.replace(/\.tex$/, '.md')), 'utf8');

/** Changes the text of one section, so that the stage runs and none of its old reviews is there. */
function changeOne(cwd: string): void {
  appendFileSync(join(cwd, 'manuscript/sections/discussion.tex'), '\nOne more sentence.\n');
  rmSync(join(cwd, 'output/llm'), { recursive: true });
}

describe.skipIf(!requireTool('python3').available)('the review of examples/manuscript', () => {
  it('is paid for once a section', async () => {
    const upstream = await startLlmUpstream();
    onTestFinished(() => upstream.close());
    const env = { OPENAI_API_KEY: 'any', OPENAI_BASE_URL: `${upstream.origin}/v1` };
    const cwd = workspace();
    copyExample(cwd);
    const count = sectionsOf(cwd).length;
    const all = { status: 'passed', requests: count };
    expect(await review(cwd, env)).toMatchObject({ ...all, hits: 0, misses: count });
    const before = reviewOf(cwd, 'methods.tex');
    changeOne(cwd);
    expect(await review(cwd, env)).toMatchObject({ ...all, hits: count - 1, misses: 1 });
    expect(reviewOf(cwd, 'methods.tex')).toBe(before);
    const asked = upstream.calls.filter(({ path }) => path.endsWith('/chat/completions'));
    expect(asked).toHaveLength(count + 1);
  });

  it('is paid for once a section with an Ollama that is here', async context => {
    const model = await localModel();
    if (model === undefined) return context.skip('no Ollama with a model answers on this machine');
    const cwd = workspace();
    copyExample(cwd);
    const count = sectionsOf(cwd).length;
    expect(await review(cwd, { LLM_MODEL: model })).toMatchObject({ hits: 0, misses: count });
    changeOne(cwd);
    const again = await review(cwd, { LLM_MODEL: model });
    expect(again).toMatchObject({ requests: count, hits: count - 1, misses: 1 });
  });
});

/** The first model that a local Ollama offers; undefined where there is none. */
async function localModel(): Promise<string | undefined> {
  try {
    const response = await fetch('http://127.0.0.1:11434/api/tags');
    const { models } = (await response.json()) as { models: readonly { name: string }[] };
    return models[0]?.name;
  } catch {
    return undefined;
  }
}
