import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { longFunctions, parseSources, textsIn } from '../scripts/house/code.ts';
import {
  circlesOfFiles,
  circlesOfFolders,
  crowdedFolders,
  readSources,
  unknownRooms,
  wrongArrows,
} from '../scripts/house/imports.ts';
import { MOST_FILES, MOST_LINES, roomOf } from '../scripts/house/rooms.ts';
import {
  comparedProse,
  pagesOf,
  sentencesElsewhere,
  wordsNotToUse,
} from '../scripts/house/words.ts';

const src = resolve(import.meta.dirname, '../src');
const sources = readSources(src);
const { files, imports } = sources;
const code = parseSources(sources);
const texts = textsIn(code);

const PURE = ['pipeline', 'record', 'analysis', 'reporting'];
/** Hashing is a function of its argument; everything else of Node's touches the world. */
const PURE_BUILTINS = ['node:crypto'];
const PURE_LIBRARIES = ['valibot', 'markdown-table', 'string-width', 'simple-statistics'];
const WORLD =
  /\b(process\.(?!exitCode\b)\w+|Date\.now\(|new Date\(\)|Math\.random\(|performance\.|setTimeout\(|setInterval\(|fetch\(|randomBytes|randomUUID|globalThis)/;

/** `npm run house` prints the same, and more. */
describe('the house', () => {
  it('has only the rooms that were planned', () => {
    expect(unknownRooms(sources)).toEqual([]);
    expect(imports.length).toBeGreaterThan(50);
  });

  it('has arrows that point one way', () => {
    expect(wrongArrows(sources)).toEqual([]);
  });

  it('has no circles between files, types included', () => {
    expect(circlesOfFiles(sources)).toEqual([]);
  });

  it('has no circles between folders', () => {
    expect(circlesOfFolders(sources)).toEqual([]);
  });

  it(`has at most ${MOST_FILES} files side by side`, () => {
    expect(crowdedFolders(sources)).toEqual([]);
  });

  it(`has functions of at most ${MOST_LINES} lines`, () => {
    expect(longFunctions(code)).toEqual([]);
  });

  it('compares nothing with a sentence', () => {
    expect(comparedProse(texts)).toEqual([]);
  });

  it('makes sentences only in the rooms for them', () => {
    expect(sentencesElsewhere(texts)).toEqual([]);
  });

  it('says nothing with words that are not to be used, in code and pages', () => {
    expect(wordsNotToUse([...texts, ...pagesOf(resolve(src, '..'))])).toEqual([]);
  });

  it('has pure rooms that touch neither the world nor a library that does', () => {
    const wrong = imports
      .filter(({ file, from }) => PURE.includes(roomOf(file)) && !from.startsWith('.'))
      .filter(({ from }) => !PURE_BUILTINS.includes(from) && !PURE_LIBRARIES.includes(from));
    expect(wrong.map(({ file, from }) => `${file} imports ${from}`)).toEqual([]);
    const worldly = files
      .filter(file => PURE.includes(roomOf(file)))
      .flatMap(file => {
        const match = WORLD.exec(withoutComments(readFileSync(join(src, file), 'utf8')));
        return match === null ? [] : [`${file}: ${match[0]}`];
      });
    expect(worldly).toEqual([]);
  });

  it('has one place that reads inputs and one that fails the job', () => {
    const using = (word: string): readonly string[] =>
      files.filter(file => new RegExp(`\\b${word}\\(`).test(readFileSync(join(src, file), 'utf8')));
    expect(using('getInput')).toEqual(['definition/inputs.ts']);
    expect(using('setFailed')).toEqual(['main.ts']);
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}
