/**
 * What the toolkit says. It swallows its failures and prints them as workflow commands, so its output
 * is the only place that tells why nothing was restored or saved; none of it reaches the runner.
 */

import type { ReadCause } from '../../record/facts/store-fault.ts';

/** Lines kept; the toolkit's progress is one line a second. */
const MOST_LINES = 500;
const LONGEST_REASON = 300;

/** Collects what this process prints from now on, instead of printing it. */
export class ToolkitLog {
  #lines: string[] = [];
  #rest = '';

  constructor(stream: NodeJS.WriteStream) {
    stream.write = (chunk: string | Uint8Array): boolean => {
      this.add(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      return true;
    };
  }

  add(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    this.#lines = [...this.#lines, ...lines].slice(-MOST_LINES);
  }

  clear(): void {
    this.#lines = [];
    this.#rest = '';
  }

  /** Why nothing came of a call; none where the toolkit said nothing of the kind. */
  reason(): ReadCause | undefined {
    const text =
      // A refused reservation is called "another job may be creating this cache" whatever it was.
      this.#last(/^::debug::Failed to reserve cache: (?:\w*Error: )?(.*)$/) ??
      this.#last(/^::(?:warning|error)[^:]*::(?:Failed to (?:restore|save): )?(.*)$/) ??
      this.#last(/^(Cache (?:restore|save) skipped: .*)$/);
    return text === undefined ? undefined : toolkitSaid(text);
  }

  /**
   * Whether zstd, asked for its version, said nothing. The toolkit then works as on a machine without it: it sees
   * no entry that is packed with zstd, and packs so that no other machine sees its own.
   */
  get isZstdSilent(): boolean {
    const at = this.#lines.findLastIndex(line => line.startsWith('::debug::zstd version: '));
    return at > 0 && this.#lines[at - 1] === '::debug::';
  }

  /** Whether the key was refused because there is, or is about to be, an entry under it. */
  get isTaken(): boolean {
    return this.#last(/^::debug::(Failed to reserve cache: .*\(409\).*)$/) !== undefined;
  }

  /** Key of the entry that was taken: the toolkit names it, since ours never match exactly. */
  get matchedKey(): string | undefined {
    return this.#last(/^Cache hit for restore-key: (.*)$/);
  }

  /** Size of the archive that was read or written, in bytes. */
  get archiveBytes(): number | undefined {
    const found =
      this.#last(/^Cache Size: .*\((\d+) B\)$/) ?? this.#last(/^::debug::File Size: (\d+)$/);
    return found === undefined ? undefined : Number(found);
  }

  #last(pattern: RegExp): string | undefined {
    for (const line of this.#lines.toReversed()) {
      const [, found] = pattern.exec(line) ?? [];
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/**
 * One line that holds no signature: the toolkit masks signed addresses by a command that we swallow.
 * Azure's client may leave the message of an error empty.
 */
export function toolkitSaid(text: string): ReadCause {
  const lines = text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%')
    .split(/[\r\n]+/);
  const line = lines.find(part => part.trim() !== '');
  if (line === undefined) return { kind: 'toolkit-silent' };
  const said = line.replaceAll(/(https?:\/\/[^\s?"']+)\?[^\s"']*/g, '$1');
  return { kind: 'toolkit', said: said.slice(0, LONGEST_REASON) };
}
