/** The inputs of the Action, read once: the only place that asks the runner for them. */
import { getInput } from '@actions/core';
import { INPUTS, type Read } from './input-table.ts';

type Table = typeof INPUTS;
type Value<K extends keyof Table> = Extract<ReturnType<Table[K]['read']>, { ok: true }>['value'];

/** The Action's inputs; what is not given and has no default is absent. Times in ms, sizes in bytes. */
export type ActionInputs = { readonly [K in Given]: Value<K> } & {
  readonly [K in Exclude<keyof Table, Given>]?: Value<K>;
};

type Given = { [K in keyof Table]: undefined extends Value<K> ? never : K }[keyof Table];

/** The inputs, or the first that is wrong and what to do about it. */
export type LoadedInputs =
  | { readonly ok: true; readonly inputs: ActionInputs }
  | { readonly ok: false; readonly problem: string };

/** Reads the Action's inputs from the environment that the runner set. */
export function loadInputs(): LoadedInputs {
  const values: Record<string, unknown> = {};
  for (const [key, { name, default: usual, read }] of Object.entries(INPUTS)) {
    const text = getInput(name);
    const found: Read<unknown> = read(text === '' && !isTemplate(usual) ? usual : text);
    if (!found.ok) {
      const problem = `the input \`${name}\` must be ${found.mustBe}, not ${JSON.stringify(text)}`;
      return { ok: false, problem };
    }
    if (found.value !== undefined) values[key] = found.value;
  }
  return { ok: true, inputs: values as ActionInputs };
}

/** The leg of a matrix, as JSON or as a name; empty outside a matrix. The post step needs nothing else. */
export function matrixInput(): string {
  return getInput(INPUTS.matrix.name);
}

/** Whether the runner alone knows the value. */
function isTemplate(usual: string): boolean {
  return usual.startsWith('${{');
}
