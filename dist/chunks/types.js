// src/pipeline/types.ts
const USUAL_TOOLS = ["latex", "pytest"];
export { USUAL_TOOLS as t };
