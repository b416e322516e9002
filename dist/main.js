import { l as setFailed } from "./chunks/core.js";
import { n as runAction } from "./chunks/action.js";
// src/main.ts
/** The Action's entry. The only place that fails the job. */
const failure = await runAction().catch((error) => `Stagetime itself failed: ${error.stack}`);
if (failure !== void 0) setFailed(failure);
process.exit();
export {};
