/**
 * The least that a tool like this one could do: read a definition, check its shape, start its first
 * stage. Bundled and started like the engine, it is what the engine's start is measured against.
 */
import { readFileSync } from 'node:fs';
import { getInput, setFailed } from '@actions/core';
import { execa } from 'execa';
import * as v from 'valibot';
import { parse } from 'yaml';

const definitionSchema = v.object({
  stages: v.record(v.string(), v.object({ run: v.string(), needs: v.array(v.string()) })),
});

const file = process.argv[2] ?? getInput('definition');
const { stages } = v.parse(definitionSchema, parse(readFileSync(file, 'utf8')));
for (const { run } of Object.values(stages)) {
  const shell = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run];
  const { failed, shortMessage } = await execa('bash', shell, { stdio: 'ignore', reject: false });
  if (failed) setFailed(shortMessage ?? 'failed');
}
