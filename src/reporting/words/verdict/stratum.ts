/** What the runs of a baseline have in common, in words. */

import type { CacheTemperature } from '../../../record/facts/states.ts';
import type { BaselineStratum } from '../../../record/facts/stratum.ts';
import { counted, listWords, oneLine } from '../../../record/text.ts';

const NEIGHBOURS_NAMED = 3;
const LONGEST_PART = 200;

/** `warm`, `partly warm`; of a stage without caches nothing. */
export const TEMPERATURES: Readonly<Record<CacheTemperature, string>> = {
  none: '',
  cold: 'cold',
  partial: 'partly warm',
  warm: 'warm',
};

/** `linux x64`, `4 cores`, `alone`, `warm cache`: each of what the runs share, to be put together. */
export function stratumParts(
  stratum: BaselineStratum,
  nameOf: (id: string) => string,
): readonly string[] {
  return parts(stratum, nameOf)
    .map(part => oneLine(part, LONGEST_PART))
    .filter(part => part !== '');
}

function parts(stratum: BaselineStratum, nameOf: (id: string) => string): readonly string[] {
  if (stratum.kind === 'said') return [stratum.text];
  const { os, arch, cpus } = stratum;
  const [system, cores] = [`${os} ${arch}`, counted(cpus, 'core')];
  if (stratum.kind === 'run') return [system, cores, 'the same stages executed'];
  const { cpuModel = '', slots, beside, cacheState, mixed = [] } = stratum;
  const isAlone = beside.length === 0 && !mixed.includes('beside');
  const temperature = TEMPERATURES[cacheState];
  return [
    system,
    mixed.includes('cpu-model') ? 'any CPU' : cpuModel,
    cores,
    isAlone || mixed.includes('slots') ? '' : counted(slots, 'slot'),
    besideWords(beside.map(nameOf), isAlone),
    temperature === '' ? '' : `${temperature} cache`,
  ];
}

function besideWords(names: readonly string[], isAlone: boolean): string {
  if (isAlone) return 'alone';
  return names.length === 0
    ? 'beside other stages'
    : `beside ${listWords(names, NEIGHBOURS_NAMED)}`;
}
