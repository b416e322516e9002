import { describe, expect, it } from 'vitest';
import { fillTemplate, parseShell, scriptEnding } from '../../src/pipeline/shells.ts';

function argvOf(shell: string): readonly string[] | undefined {
  const parsed = parseShell(shell);
  return parsed.kind === 'template' ? fillTemplate(parsed.words, '/s') : undefined;
}

describe('a command line with {0}', () => {
  it.each([
    // GitHub's own templates.
    [`pwsh -command ". '{0}'"`, ['pwsh', '-command', ". '/s'"]],
    [
      'bash --noprofile --norc -eo pipefail {0}',
      ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '/s'],
    ],
    ['sh -e {0}', ['sh', '-e', '/s']],
    [
      'cmd /D /E:ON /V:OFF /S /C "CALL "{0}""',
      ['cmd', '/D', '/E:ON', '/V:OFF', '/S', '/C', 'CALL /s'],
    ],
    // In the middle of a word, and inside quotes.
    ['bash --rcfile={0} -i', ['bash', '--rcfile=/s', '-i']],
    ['bash -c "source ./env.sh && bash {0}"', ['bash', '-c', 'source ./env.sh && bash /s']],
    ['env FOO="a b" bash {0}', ['env', 'FOO=a b', 'bash', '/s']],
    ['  docker  run\timage {0} {0} ', ['docker', 'run', 'image', '/s', '/s']],
    // Only double quotes group; a backslash is special only before one.
    ["x '{0} y'", ['x', "'/s", "y'"]],
    [String.raw`x "a \"b\" c" {0}`, ['x', 'a "b" c', '/s']],
    [String.raw`x C:\a\b "C:\c d\\" {0}`, ['x', String.raw`C:\a\b`, 'C:\\c d\\', '/s']],
    ['x "a ""b"" c" "" {0}', ['x', 'a "b" c', '', '/s']],
    [String.raw`x \\\"q {0}`, ['x', String.raw`\"q`, '/s']],
  ])('%s is split as the runner splits it', (shell, argv) => {
    expect(argvOf(shell)).toEqual(argv);
  });

  it.each(['', '  ', 'zsh', 'bash -c', 'perl {1}', '{0}', '{0} x', '{0} {0}'])(
    'is not %j',
    shell => {
      expect(parseShell(shell).kind).toBe('unusable');
    },
  );
});

describe('a script', () => {
  it('ends as its program insists', () => {
    expect(
      ['pwsh', '/opt/pwsh', 'C:\\x\\pwsh.EXE', 'cmd.exe', 'bash', 'perl'].map(scriptEnding),
    ).toEqual(['.ps1', '.ps1', '.ps1', '.cmd', '', '']);
  });
});
