/** The source of a script, whatever file it is in: of a notebook or a literate document, its code. */
import { folderOf, remembered } from '../model/observed.ts';
import type { Language } from './paths/tokens.ts';

/** A script's code. */
export interface Source {
  readonly language: Language;
  readonly text: string;
  /** Where its relative paths begin when it is run in the usual way; nothing where that is left to the caller. */
  readonly runsIn: string | undefined;
}

/** Reads a script; nothing where there is no text in it. */
export const sourceOf = remembered((observed, file: string): Source | undefined => {
  const text = observed.text(file);
  return text === undefined ? undefined : codeIn(file, text);
});

function codeIn(file: string, text: string): Source {
  const ending = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  switch (ending) {
    case 'ipynb':
      return { ...notebook(text), runsIn: folderOf(file) };
    case 'rmd':
    case 'qmd':
      return { ...literate(text), runsIn: folderOf(file) };
    case 'r':
      return { language: 'r', text, runsIn: undefined };
    case 'jl':
      return { language: 'julia', text, runsIn: undefined };
    case 'sh':
    case 'bash':
      return { language: 'shell', text, runsIn: undefined };
    default:
      return { language: 'python', text, runsIn: undefined };
  }
}

function notebook(text: string): Pick<Source, 'language' | 'text'> {
  try {
    const { cells, metadata } = JSON.parse(text) as {
      cells?: { cell_type?: unknown; source?: unknown }[];
      metadata?: { kernelspec?: { language?: unknown } };
    };
    const code = (cells ?? [])
      .filter(cell => cell?.cell_type === 'code')
      .map(({ source }) => (Array.isArray(source) ? source.join('') : String(source ?? '')));
    const kernel = String(metadata?.kernelspec?.language ?? 'python').toLowerCase();
    const language = kernel === 'r' || kernel === 'julia' ? kernel : 'python';
    return { language, text: code.join('\n').replace(/^\s*[%!].*$/gm, '') };
  } catch {
    // Whether it is one is for the tool that runs it to say.
    return { language: 'python', text: '' };
  }
}

function literate(text: string): Pick<Source, 'language' | 'text'> {
  const chunks = [...text.matchAll(/^```+\s*\{(\w+)[^}\n]*\}[^\n]*\n([\s\S]*?)^```+\s*$/gm)];
  const language = chunks[0]?.[1]?.toLowerCase();
  return {
    language: language === 'python' ? 'python' : language === 'julia' ? 'julia' : 'r',
    text: chunks.map(chunk => chunk[2] ?? '').join('\n'),
  };
}
