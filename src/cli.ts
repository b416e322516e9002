#!/usr/bin/env node
/** The terminal's entry: reads the arguments, hands over to a verb, exits with its code. */
import { parseArguments, usage } from './cli/arguments.ts';
import { outliveFaults } from './run/last-resort.ts';

outliveFaults(message => process.stderr.write(`${message}\n`));

const parsed = parseArguments(process.argv.slice(2));
switch (parsed.kind) {
  case 'help':
    process.stdout.write(usage);
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
