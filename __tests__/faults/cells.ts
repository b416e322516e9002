/** Every row of the fault matrix that is known before anything runs. */
import { KILLS } from './kills.ts';
import { MACHINE } from './machine.ts';
import type { Cell } from './matrix.ts';
import { SERVICES } from './services.ts';
import { TOGETHER } from './together.ts';

export const CELLS: readonly Cell[] = [...SERVICES, ...MACHINE, ...KILLS, ...TOGETHER];
