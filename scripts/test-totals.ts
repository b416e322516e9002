/**
 * Adds up vitest's JSON results, `test-totals.ts FILE...`: prints the tests that failed, each with the
 * beginning of what it said, and then `N passed, N failed, N skipped` alone on a line. A test file that could not be run counts as one failure, and so does a result
 * that is missing: nothing is counted that was not run.
 */
import { readFileSync } from 'node:fs';

interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages?: readonly string[] | null;
  }[];
}

/** Characters of a failure's message: the rest is in the log further up. */
const MESSAGE_LENGTH = 2_000;

const totals = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  const results = readResults(file);
  if (results === undefined) {
    console.error(`no test results at ${file}`);
    totals.failed += 1;
    continue;
  }
  const broken = results.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  for (const file of results.testResults) printFailures(file);
  totals.passed += results.numPassedTests;
  totals.failed += results.numFailedTests + broken.length;
  totals.skipped += results.numPendingTests + results.numTodoTests;
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
if (totals.failed > 0) process.exitCode = 1;

function printFailures({ name, status, message = '', assertionResults }: TestFile): void {
  const tell = (what: string, why: string) =>
    console.log(`failed: ${name}${what}\n${why.slice(0, MESSAGE_LENGTH)}\n`);
  if (status === 'failed' && assertionResults.length === 0) tell('', message);
  for (const test of assertionResults) {
    if (test.status === 'failed')
      tell(` > ${test.fullName}`, test.failureMessages?.join('\n') ?? '');
  }
}

function readResults(file: string): Results | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}
