/**
 * Prints how the house stands: rooms, arrows, circles, crowded folders, long functions, and words. Exits 1 where
 * something is not as `__tests__/architecture.test.ts` wants it.
 */
import { resolve } from 'node:path';
import { longFunctions, parseSources, textsIn } from './house/code.ts';
import {
  circlesOfFiles,
  circlesOfFolders,
  crowdedFolders,
  readSources,
  unknownRooms,
  wrongArrows,
} from './house/imports.ts';
import { comparedProse, pagesOf, sentencesElsewhere, wordsNotToUse } from './house/words.ts';

const sources = readSources(resolve(process.cwd(), 'src'));
const code = parseSources(sources);
const texts = textsIn(code);
const findings: readonly (readonly [title: string, found: readonly string[]])[] = [
  ['rooms that nobody planned', unknownRooms(sources)],
  ['arrows that point up', wrongArrows(sources)],
  ['circles between files', circlesOfFiles(sources)],
  ['circles between folders', circlesOfFolders(sources)],
  ['crowded folders', crowdedFolders(sources)],
  ['long functions', longFunctions(code)],
  ['prose compared outside reporting/', comparedProse(texts)],
  ['sentences outside the rooms that make words', sentencesElsewhere(texts)],
  ['words not to use', wordsNotToUse([...texts, ...pagesOf(process.cwd())])],
];

console.log(`${sources.files.length} files, ${sources.imports.length} imports`);
for (const [title, found] of findings) {
  console.log(`${found.length === 0 ? '✓' : '✗'} ${title}: ${found.length}`);
  for (const one of found) console.log(`    ${one}`);
}
if (findings.some(([, found]) => found.length > 0)) process.exitCode = 1;
