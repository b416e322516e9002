import { r as unfinishedReportDir, t as publishReport } from "./chunks/action.js";
import { existsSync } from "node:fs";
// src/commands/action-post.ts
/** The Action's post step. */
/** Publishes the last report of a main that was ended before it could. */
async function finishForMain() {
	const folder = unfinishedReportDir();
	if (folder !== void 0 && existsSync(folder)) await publishReport(folder);
}
// src/post.ts
/** The Action's last word: if main did not finish, what it left behind is published. */
await finishForMain();
process.exit(0);
export {};
