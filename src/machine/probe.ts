/** Whether tools that a setup provides work: not that a file is there, but that it answers. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../programs/ask.ts';
import { findExecutable } from '../programs/find-executable.ts';
import type { Asked, Probed, SilentTool } from './port/port.ts';

export interface ProbeOptions {
  /** Names of executables. */
  readonly provides: readonly string[];
  /** What they find; their names are looked for in its `PATH`. */
  readonly environment: Readonly<Record<string, string>>;
  /** What one question may take, in ms. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A format that has to be made first takes long, and answers all the same. */
const TIMEOUT_MS = 60_000;
const MOST_BYTES = 4 << 20;
/** Asked at the same time: one question may keep a core busy for seconds. */
const AT_ONCE = 2;

/** How programs are asked for their version; the first way that they know is enough. */
const VERSION: readonly (readonly string[])[] = [['--version'], ['-version'], ['-V']];
/** Programs that know none of these ways. */
const OWN_WAY: Readonly<Record<string, readonly (readonly string[])[]>> = {
  go: [['version']],
  openssl: [['version']],
};

/** Documents of three lines, by what an engine reads. */
const LATEX = '\\documentclass{article}\n\\begin{document}x\n\\end{document}\n';
const PLAIN = 'x\n\\vfill\\eject\n\\bye\n';
const CONTEXT = '\\starttext\nx\n\\stoptext\n';

/** TeX engines, with their document: one that answers `--version` may lack its format or its classes. */
const ENGINES: Readonly<Record<string, string>> = {
  latex: LATEX,
  pdflatex: LATEX,
  xelatex: LATEX,
  lualatex: LATEX,
  'lualatex-dev': LATEX,
  'pdflatex-dev': LATEX,
  'xelatex-dev': LATEX,
  platex: LATEX,
  uplatex: LATEX,
  tectonic: LATEX,
  tex: PLAIN,
  etex: PLAIN,
  pdftex: PLAIN,
  xetex: PLAIN,
  luatex: PLAIN,
  context: CONTEXT,
};
const JOB = 'probe';

/** Asks each tool. Never rejects. */
export async function probe(options: ProbeOptions): Promise<Probed> {
  const started = performance.now();
  const waiting = [...new Set(options.provides)];
  const silent: SilentTool[] = [];
  const askNext = async (): Promise<void> => {
    for (let tool = waiting.shift(); tool !== undefined; tool = waiting.shift()) {
      const because = await askTool(tool, options);
      if (because !== undefined) silent.push({ tool, because });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askNext));
  const order = (tool: string): number => options.provides.indexOf(tool);
  silent.sort((a, b) => order(a.tool) - order(b.tool));
  return silent.length > 0
    ? { kind: 'not-ready', silent }
    : { kind: 'ready', ms: Math.round(performance.now() - started) };
}

async function askTool(
  tool: string,
  options: ProbeOptions,
): Promise<SilentTool['because'] | undefined> {
  const program = findExecutable(tool, options.environment.PATH ?? '');
  if (program === undefined) return { kind: 'not-found' };
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-probe-'));
  try {
    let fault: SilentTool['because'] | undefined;
    for (const args of OWN_WAY[tool] ?? VERSION) {
      fault = await askOnce(program, args, 'version', folder, options);
      if (fault?.kind !== 'exit') break;
    }
    const document = ENGINES[tool];
    if (fault !== undefined || document === undefined) return fault;
    return await setDocument(tool, program, document, folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function setDocument(
  tool: string,
  program: string,
  document: string,
  folder: string,
  options: ProbeOptions,
): Promise<SilentTool['because'] | undefined> {
  writeFileSync(join(folder, `${JOB}.tex`), document);
  const args = tool === 'tectonic' ? [] : ['-interaction=batchmode', '-halt-on-error'];
  const way = tool === 'context' ? ['--batchmode'] : args;
  const fault = await askOnce(program, [...way, `${JOB}.tex`], 'document', folder, options);
  if (fault !== undefined) return fault;
  const isThere = ['pdf', 'dvi', 'xdv'].some(ending => {
    const stat = statSync(join(folder, `${JOB}.${ending}`), { throwIfNoEntry: false });
    return (stat?.size ?? 0) > 0;
  });
  return isThere ? undefined : { kind: 'no-document' };
}

async function askOnce(
  program: string,
  args: readonly string[],
  asked: Asked,
  cwd: string,
  { environment, timeoutMs = TIMEOUT_MS, signal }: ProbeOptions,
): Promise<SilentTool['because'] | undefined> {
  const answer = await ask({
    program,
    args,
    cwd,
    environment,
    input: '',
    timeoutMs,
    mostBytes: MOST_BYTES,
    signal,
  });
  switch (answer.kind) {
    case 'answered':
      return answer.exitCode === 0 ? undefined : { kind: 'exit', asked, exitCode: answer.exitCode };
    case 'not-started':
      return { kind: 'not-found' };
    // Who says so much answers.
    case 'too-long':
      return undefined;
    case 'timed-out':
    case 'interrupted':
      return { kind: 'late', asked, afterMs: timeoutMs };
  }
}
