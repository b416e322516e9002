/** The process that a guardian becomes when the engine is gone: an entry of the bundle of its own. */
import { endLeft } from './left.ts';

const [mark, logFolder] = process.argv.slice(2);
if (mark !== undefined && logFolder !== undefined) await endLeft({ mark, logFolder });
