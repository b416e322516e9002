/** What the tests of detection share: a folder with files in it, and what is detected there. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type DetectOptions, detectDefinition } from '../../../src/definition/detection/detect.ts';
import { formatProblem } from '../../../src/definition/document/problems.ts';
import type { Stage } from '../../../src/pipeline/types.ts';
import { pipelineOf } from '../helpers.ts';

/** Files by path; a list of paths means empty ones. */
export type Files = Readonly<Record<string, string | Buffer>> | readonly string[];

/** Makes a folder that is removed when the test ends. */
export function folderOf(files: Files): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'detect-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  writeFiles(folder, files);
  return folder;
}

/** Writes files into a folder, with the folders that they are in. */
export function writeFiles(folder: string, files: Files): void {
  const entries = Array.isArray(files)
    ? files.map(file => [file, ''] as const)
    : Object.entries(files as Readonly<Record<string, string | Buffer>>);
  for (const [file, content] of entries) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  }
}

/** What is detected, with the stages that its text means; it has to be a definition without problems. */
export async function detectedIn(files: Files, options: DetectOptions = {}) {
  return detectedAt(folderOf(files), options);
}

/** The same for a folder that is there already. */
export async function detectedAt(folder: string, options: DetectOptions = {}) {
  const detection = await detectDefinition(folder, options);
  if (detection.kind !== 'detected') throw new Error(JSON.stringify(detection));
  const { stages, caches } = pipelineOf(detection.text);
  const stage = (id: string): Stage => {
    const found = stages.find(one => one.id === id);
    if (found === undefined) throw new Error(`no stage ${id} in\n${detection.text}`);
    return found;
  };
  return { ...detection, stages, caches, stage, runs: stages.map(({ run }) => run) };
}

/** The problems that keep a definition from being made, as they are printed. */
export async function refusalIn(files: Files, options: DetectOptions = {}) {
  const detection = await detectDefinition(folderOf(files), options);
  if (detection.kind !== 'invalid') throw new Error(JSON.stringify(detection));
  return detection.problems.map(formatProblem);
}
