import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processesWith } from '../support/processes.ts';
import { runInTerminal } from '../support/terminal.ts';
import { requireTool } from '../support/tools.ts';
import { cliPath, definition, readRunRecord, runCli, workspace } from './harness.ts';

const PIPELINE = definition({
  'first-stage': 'name: First Stage\nrun: sleep 0.6',
  second: 'name: Second Stage\nrun: echo hidden-output; sleep 0.6\nneeds: [first-stage]',
});

const RUN = [process.execPath, cliPath, 'run'];

const ESCAPE = '\u001b';

describe.skipIf(!requireTool('python3').available)('on a terminal', () => {
  it.each([50, 80, 200])(
    'of %d columns progress is drawn in place and gone when it is over',
    async columns => {
      const cwd = workspace({ 'stagetime.yml': PIPELINE });
      const { exitCode, raw, screen } = await runInTerminal(RUN, { cwd, columns });
      expect(exitCode).toBe(0);
      // While it ran: what runs and for how long, how far it is, the time to go.
      expect(raw).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] First Stage \d/);
      expect(raw).toMatch(/0 of 2 stages done · \d/);
      expect(raw).toMatch(/1 of 2 stages done · \d/);
      expect(raw).toMatch(/✓ First Stage passed in \d/);
      // Afterwards: the summary, and nothing of the progress.
      const seen = screen.join('\n');
      expect(seen).toContain('Performance Metrics:');
      expect(screen.join('')).toContain('.stagetime/report.html');
      expect(seen).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]|stages done/);
      expect(seen).not.toContain('hidden-output');
    },
  );

  it('says that there is no estimate at first, and gives an interval on the second run', async () => {
    const cwd = workspace({ 'stagetime.yml': PIPELINE });
    const first = await runInTerminal(RUN, { cwd, columns: 120 });
    expect(first.raw).toMatch(/stages done · \S+ · first run: no estimate yet/);
    const second = await runInTerminal(RUN, { cwd, columns: 120 });
    expect(second.raw).toMatch(/0 of 2 stages done · \S+ · about \S+ to \S+ to go/);
    expect(second.raw).not.toContain('no estimate yet');
  });

  it('of 16 rows and 40 columns with 30 stages leaves the summary and nothing else', async () => {
    const stages = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [
        `s${i}`,
        `name: Stage ${i} with a name that is too long for it\nrun: echo out; sleep 0.4`,
      ]),
    );
    const cwd = workspace({ 'stagetime.yml': definition(stages) });
    const size = { cwd, columns: 40, rows: 16 };
    const { exitCode, raw, screen } = await runInTerminal([...RUN, '--concurrency', '20'], size);
    expect(exitCode).toBe(0);
    expect(raw).toMatch(/⠋ Stage 0 with a.*… \d/);
    expect(raw).toMatch(/… and \d+ more/);
    const summary = await runInTerminal([process.execPath, cliPath, 'report'], size);
    expect(screen.filter(Boolean)).toEqual(summary.screen.filter(Boolean));
  });

  it('shows what a stage says, without secrets, and the log of a failure once', async () => {
    const secret = 'cd-9f8e7d6c5b';
    const cwd = workspace({
      'stagetime.yml': definition({
        says: `run: echo "fold 3 of 5 with $THE_TOKEN"; printf 'half of %.6s' "$THE_TOKEN"; sleep 1.5; echo "\${THE_TOKEN#??????}"; echo the-last-words; exit 1\nenv: { THE_TOKEN: null }`,
      }),
    });
    const env = { THE_TOKEN: secret };
    const { exitCode, raw, screen } = await runInTerminal(RUN, { cwd, columns: 100, env });
    expect(exitCode).toBe(1);
    expect(raw).toMatch(/says \d\S* · fold 3 of 5 with \*\*\*/);
    expect(raw).not.toContain(secret);
    expect(raw.slice(0, raw.indexOf('the-last-words'))).not.toContain(secret.slice(0, 6));
    expect(screen.join('\n').split('the-last-words')).toHaveLength(2);
  });

  it('leaves the cursor and the colours as they were', async () => {
    const cwd = workspace({ 'stagetime.yml': PIPELINE });
    const { raw } = await runInTerminal(RUN, { cwd, columns: 80 });
    expect(raw).not.toContain(`${ESCAPE}[?25l`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one.
    const styles = [...raw.matchAll(/\u001b\[(\d+)m/g)].map(([, code]) => Number(code));
    expect(styles.length).toBeGreaterThan(0);
    const begun = styles.filter(code => (code !== 0 && code < 22) || (code >= 30 && code < 39));
    const ended = styles.filter(code => code === 22 || code === 39);
    expect(ended).toHaveLength(begun.length);
    expect(raw.endsWith('\n')).toBe(true);
  });

  it('draws without colours where NO_COLOR is set', async () => {
    const cwd = workspace({ 'stagetime.yml': PIPELINE });
    const { raw } = await runInTerminal(RUN, { cwd, columns: 80, env: { NO_COLOR: '1' } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one.
    expect(raw).not.toMatch(/\u001b\[\d+m/);
  });

  it('shows names and logs from outside as text, whatever they hold', async () => {
    const evil = `x${ESCAPE}[2J${ESCAPE}]0;title\u0007\u202Eevil`;
    const cwd = workspace({
      'stagetime.yml': definition({
        evil: `name: ${JSON.stringify(evil)}\nrun: printf '\\033[2J\\033[?25l\\033]0;t\\007\\r\\bgone'; sleep 0.3; exit 1`,
      }),
    });
    const { exitCode, screen } = await runInTerminal(RUN, { cwd, columns: 80 });
    expect(exitCode).toBe(1); // and the screen could be drawn: nothing unexpected came through
    expect(screen.join(' ')).toMatch(/exit\s+code\s+1/);
  });

  it('Ctrl-C ends the run with its report and takes the progress away', async () => {
    const cwd = workspace({
      'stagetime.yml': definition({ long: 'name: Long Stage\nrun: echo $$; sleep 600' }),
    });
    const { exitCode, screen } = await runInTerminal(RUN, {
      cwd,
      columns: 80,
      env: { MARK: cwd },
      interruptAfter: 'Long Stage',
    });
    expect(exitCode).toBe(130);
    expect(processesWith(`MARK=${cwd}`)).toEqual([]);
    expect(readRunRecord(join(cwd, '.stagetime')).status).toBe('cancelled');
    const seen = screen.join('\n');
    expect(seen).toMatch(/Long Stage +cancelled/);
    expect(seen).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]|stages done/);
  });

  it('lets a stage clear up at Ctrl-C, which only the tool itself receives', async () => {
    const traps = `trap 'echo INT >> signals' INT; trap 'echo TERM >> signals; exit 0' TERM`;
    const cwd = workspace({
      'stagetime.yml': definition({
        long: `run: ${traps}; touch ready; while :; do sleep 0.1; done`,
        wait: 'run: until test -e ready; do sleep 0.05; done',
        now: 'name: Type It Now\nrun: sleep 600\nneeds: [wait]',
      }),
    });
    const program = [...RUN, '--concurrency', '3'];
    const options = { cwd, columns: 80, interruptAfter: '⠋ Type It Now' };
    expect((await runInTerminal(program, options)).exitCode).toBe(130);
    expect(readFileSync(join(cwd, 'signals'), 'utf8')).toBe('TERM\n');
  });

  it('does not stop a stage that asks at the terminal: there is none for it, and no input', async () => {
    const run =
      '(read -r word < /dev/tty) || echo no terminal; read -r word || echo no input; stty sane || true';
    const cwd = workspace({ 'stagetime.yml': definition({ asks: `run: ${run}` }) });
    const { exitCode } = await runInTerminal(RUN, { cwd, columns: 80 });
    expect(exitCode).toBe(0);
    const log = readFileSync(join(cwd, '.stagetime/logs/asks.log'), 'utf8');
    expect(log).toMatch(/no terminal\nno input\n/);
  });
});

describe('without a terminal', () => {
  it('writes plain lines, in the order of what happens', async () => {
    const cwd = workspace({ 'stagetime.yml': PIPELINE });
    const { stdout } = await runCli(['run'], { cwd });
    expect(stdout).not.toContain(ESCAPE);
    expect(stdout).not.toContain('\r');
    const lines = stdout.split('\n');
    expect(lines).toContain('First run: no estimate yet');
    expect(lines.filter(line => !line.endsWith('estimate yet')).slice(0, 5)).toEqual([
      'Running 2 stages, up to 2 at once',
      '▶ First Stage',
      expect.stringMatching(/^✓ First Stage passed in \d/),
      '▶ Second Stage',
      expect.stringMatching(/^✓ Second Stage passed in \d/),
    ]);
  });
});
