#!/usr/bin/env node
/** The terminal's entry: reads the arguments, hands over to a verb, exits with its code. */
import { readFileSync } from 'node:fs';
import { parseArguments } from './cli/command-line/arguments.ts';
import { outliveFaults } from './run/last-resort.ts';

outliveFaults(message => process.stderr.write(`${message}\n`));

const parsed = parseArguments(process.argv.slice(2));
switch (parsed.kind) {
  case 'help': {
    const { usage, usageOf } = await import('./cli/command-line/usage.ts');
    process.stdout.write(parsed.verb === undefined ? usage() : usageOf(parsed.verb));
    break;
  }
  case 'version':
    process.stdout.write(`stagetime ${ownVersion()}, Node ${process.versions.node}\n`);
    break;
  case 'invalid':
    process.stderr.write(`${parsed.problem}\n`);
    process.exitCode = 2;
    break;
  case 'verb': {
    const { runVerb } = await import('./cli/verbs.ts');
    process.exitCode = await runVerb(parsed.verb, parsed.options);
  }
}

/** The package that this file is in has its version beside `dist` and beside `src`. */
function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
