import { expect, it } from 'vitest';
import type { BaselineStratum } from '../../../../src/record/facts/stratum.ts';
import { stratumParts } from '../../../../src/reporting/words/verdict/stratum.ts';

const stage: Extract<BaselineStratum, { kind: 'stage' }> = {
  kind: 'stage',
  os: 'linux',
  arch: 'x64',
  cpus: 4,
  cpuModel: 'AMD EPYC',
  slots: 1,
  beside: [],
  cacheState: 'warm',
};

it.each<[BaselineStratum, string]>([
  [stage, 'linux x64|AMD EPYC|4 cores|alone|warm cache'],
  [{ ...stage, cacheState: 'none', cpuModel: '' }, 'linux x64|4 cores|alone'],
  [{ ...stage, beside: ['a', 'b'] }, 'linux x64|AMD EPYC|4 cores|1 slot|beside A and B|warm cache'],
  [
    { ...stage, mixed: ['cpu-model', 'slots', 'beside'] },
    'linux x64|any CPU|4 cores|beside other stages|warm cache',
  ],
  [{ kind: 'run', os: 'linux', arch: 'x64', cpus: 1 }, 'linux x64|1 core|the same stages executed'],
  [{ kind: 'said', text: 'linux x64, alone' }, 'linux x64, alone'],
])('what runs have in common is said in parts: %j', (stratum, words) => {
  expect(stratumParts(stratum, id => id.toUpperCase()).join('|')).toBe(words);
});
