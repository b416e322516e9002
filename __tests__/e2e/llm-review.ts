/** A review by a language model, and the stub of a provider that answers it. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunRecord } from '../../src/record/run-record.ts';
import {
  type Behaviour,
  type LlmUpstream,
  type LoggedCall,
  startLlmUpstream,
} from '../services/llm-upstream.ts';
import { workspace } from './harness.ts';

/** Asks one question a line, streamed, and keeps the replies byte for byte. */
const REVIEW = `
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
rmSync('replies', { force: true });
for (const question of readFileSync('questions', 'utf8').trim().split('\\n')) {
  const response = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions?api_key=planted-query', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer ' + process.env.OPENAI_API_KEY,
      cookie: 'session=planted-cookie',
      'openai-organization': 'planted-organization',
    },
    body: JSON.stringify({
      model: process.env.LLM_MODEL ?? 'stub',
      temperature: 0,
      stream: true,
      messages: [{ role: 'user', content: question }],
    }),
  });
  if (!response.ok) throw new Error('status ' + response.status);
  appendFileSync('replies', await response.text() + '\\n');
}
`;

export const DEFINITION = `caches:
  llm: { preset: llm, proxy: true }
stages:
  review:
    run: node review.mjs
    caches: [llm]
`;

export interface Review {
  readonly questions?: readonly string[];
  readonly definition?: string;
}

/** A workspace with a pipeline that is one review. */
export function checkout({ questions = QUESTIONS, definition = DEFINITION }: Review = {}): string {
  return workspace({
    'stagetime.yml': definition,
    'review.mjs': REVIEW,
    questions: `${questions.join('\n')}\n`,
  });
}

export const QUESTIONS = ['one?', 'two?', 'three?', 'four?', 'five?'];

/** A stub of a provider that ends with the test. */
export async function upstreamForTest(
  behave?: (call: LoggedCall, number: number) => Behaviour,
): Promise<LlmUpstream> {
  const upstream = await startLlmUpstream(behave);
  onTestFinished(() => upstream.close());
  return upstream;
}

/** By which the review finds the stub; the key is a secret. */
export function variables({ origin }: LlmUpstream): Record<string, string> {
  return { OPENAI_BASE_URL: `${origin}/v1`, OPENAI_API_KEY: 'planted-key' };
}

/** The model that was asked. */
export const modelOf = ({ body }: LoggedCall) => (JSON.parse(body) as { model: string }).model;

/** What the review asked. */
export function numbersOf(record: RunRecord) {
  const { llm } = record.stages.find(({ id }) => id === 'review') ?? {};
  return llm && { requests: llm.requests, hits: llm.hits, misses: llm.misses };
}

/** Waits until so many replies are in the folder: they are written while the next question is asked. */
export async function stored(folder: string, count: number): Promise<void> {
  const store = join(folder, 'v1');
  const isThere = () => existsSync(store) && filesBelow(store).length >= count;
  while (!isThere()) await new Promise(resolve => setTimeout(resolve, 10));
}

/** The files in a folder and all below it. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
