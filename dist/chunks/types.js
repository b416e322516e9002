// src/pipeline/types.ts
/** The tools of which it is known how long work with them usually takes; presets of caches are called like them. */
const USUAL_TOOLS = ["latex", "pytest"];
export { USUAL_TOOLS as t };
