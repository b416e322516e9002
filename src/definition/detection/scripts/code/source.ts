/** The source of a script, whatever file it is in: of a notebook or a literate document, its code. */
import { type Observed, remembered } from '../../model/observed.ts';
import type { Language } from '../paths/tokens.ts';
import { literateCode, notebookCode } from './literate.ts';

/** A script's code. */
export interface Source {
  readonly language: Language;
  readonly text: string;
  /** Where its relative paths begin when it is run in the usual way; nothing where that is left to the caller. */
  readonly runsIn: string | undefined;
  /** Whether it holds code that is not looked at. */
  readonly hides: boolean;
}

/** The text of a script; undefined where it is not text. */
export const sourceOf = remembered((observed, file: string): Source | undefined => {
  const text = observed.text(file);
  return text === undefined ? undefined : codeIn(observed, file, text);
});

function codeIn(observed: Observed, file: string, text: string): Source {
  const plain = { text, runsIn: undefined, hides: false };
  switch (file.slice(file.lastIndexOf('.') + 1).toLowerCase()) {
    case 'ipynb':
      return notebookCode(file, text);
    case 'rmd':
    case 'qmd':
    case 'rnw':
      return literateCode(observed, file, text);
    case 'r':
      return { ...plain, language: 'r' };
    case 'jl':
      return { ...plain, language: 'julia' };
    case 'sh':
    case 'bash':
      return { ...plain, language: 'shell' };
    default:
      return { ...plain, language: 'python' };
  }
}
