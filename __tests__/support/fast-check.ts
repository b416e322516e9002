/**
 * fast-check for all tests: with the same cases in every run, so that a change is not held up by a case
 * that it has nothing to do with. A weekly workflow tries others (`STAGETIME_PROPERTY_SEED`).
 */
import fc from '../../node_modules/fast-check/lib/fast-check.js';

const seed = Number(process.env.STAGETIME_PROPERTY_SEED ?? 1);
fc.configureGlobal({ seed });

export default fc;
