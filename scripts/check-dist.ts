/** Checks that `dist/` is, byte for byte, what `src/` builds. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = process.cwd();
const committed = join(root, 'dist');
const built = mkdtempSync(join(tmpdir(), 'stagetime-dist-'));

try {
  const rolldown = join(root, 'node_modules/rolldown/bin/cli.mjs');
  execFileSync(
    process.execPath,
    [rolldown, '--config', join(root, 'rolldown.config.ts'), '--dir', built],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const differences = compareFolders(committed, built);
  if (differences.length > 0) {
    console.error('dist/ is not what src/ builds:');
    for (const difference of differences) console.error(`  ${difference}`);
    console.error('Run `npm run build` and commit dist/.');
    process.exitCode = 1;
  } else {
    console.log(`dist/ is what src/ builds (${filesIn(built).length} files)`);
  }
} finally {
  rmSync(built, { recursive: true, force: true });
}

/** What sets `is` apart from `shouldBe`, one line a file. */
function compareFolders(is: string, shouldBe: string): string[] {
  const present = new Set(filesIn(is));
  const expected = new Set(filesIn(shouldBe));
  const all = [...new Set([...present, ...expected])].sort();
  return all.flatMap(file => {
    if (!present.has(file)) return [`missing: ${file}`];
    if (!expected.has(file)) return [`not built: ${file}`];
    const same = readFileSync(join(is, file)).equals(readFileSync(join(shouldBe, file)));
    return same ? [] : [`differs: ${file}`];
  });
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
