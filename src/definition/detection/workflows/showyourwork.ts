/** A paper of showyourwork → a stage of its own command. */
import { commandOf } from '../model/commands.ts';
import { type DetectionContext, type Found, NOTHING, toolRequires } from '../model/found.ts';
import { type Observed, resolveIn } from '../model/observed.ts';
import { wholeWorkflow } from './whole.ts';

const FILES = ['showyourwork.yml', 'showyourwork.yaml'];

/** `showyourwork build`, or make where the paper carries showyourwork as a submodule. */
export function showyourworkPapers(observed: Observed, { python }: DetectionContext): Found {
  const file = FILES.find(observed.hasFile);
  if (file === undefined) return NOTHING;
  const isSubmodule =
    observed.hasFile('Makefile') && /showyourwork/.test(observed.text('.gitmodules') ?? '');
  const name = /^\s*ms_name\s*:\s*["']?([\w./-]+)/m.exec(observed.text(file) ?? '')?.[1] ?? 'ms';
  return wholeWorkflow(observed, {
    tool: 'showyourwork',
    file,
    run: isSubmodule
      ? commandOf(['make', `${name}.pdf`])
      : commandOf([...python.tool('showyourwork'), 'build']),
    requires: isSubmodule ? ['make'] : toolRequires(python, 'showyourwork'),
    outputs: [resolveIn('', `${name}.pdf`) ?? 'ms.pdf'],
    cache: { name: 'showyourwork', paths: ['.showyourwork', '.snakemake'] },
  });
}
