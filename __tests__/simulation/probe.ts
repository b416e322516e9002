import { buildEngine } from './build.ts';
import { createSlot, type Slot } from './slot.ts';
import { play } from './play.ts';
import { scenarioOf } from './scenario.ts';
import { Tally } from './tally.ts';
const code = await buildEngine();
const free: Slot[] = [];
const slots = { take: () => free.pop() ?? createSlot(code), give: (s: Slot) => void free.push(s) };
const from = Number(process.argv[2] ?? 1), count = Number(process.argv[3] ?? 1);
const tally = new Tally();
const t = performance.now();
let bad = 0;
for (let seed = from; seed < from + count; seed++) {
  const s = scenarioOf(seed);
  const t0 = performance.now();
  const p = await play(s, slots, tally).catch(e => ({ violation: { what: 'crash', detail: e.stack }, log: [] as string[], digest: 0 }));
  if (p.violation) { bad++; if (bad <= Number(process.argv[4] ?? 3)) { console.log('seed', seed, s.home, s.baseline, JSON.stringify(s.specs)); console.log(p.log.join('\n')); console.log(p.violation); } else console.log(seed, p.violation.what, p.violation.detail.slice(0,100)); }
  if (count === 1) console.log(p.log.join('\n'), performance.now() - t0);
}
console.log(String(tally));
console.log('slots', free.length, 'bad', bad, 'ms/seed', (performance.now() - t) / count);
