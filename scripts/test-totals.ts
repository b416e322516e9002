/**
 * Adds up vitest's JSON results, `test-totals.ts FILE...`, and prints `N passed, N failed, N skipped`
 * alone on a line. A test file that could not be run counts as one failure, and so does a result
 * that is missing: nothing is counted that was not run.
 */
import { readFileSync } from 'node:fs';

interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: object[] }[];
}

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
  totals.passed += results.numPassedTests;
  totals.failed += results.numFailedTests + broken.length;
  totals.skipped += results.numPendingTests + results.numTodoTests;
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
if (totals.failed > 0) process.exitCode = 1;

function readResults(file: string): Results | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}
