import { t as noticeWords } from "./notices.js";
import { n as abortedAfter, r as unlessAborted } from "./grace.js";
// src/run/last-resort.ts
const OVER_MS = 6e3;
const REPORT_MS = 7e3;
async function runWhateverHappens(request, run) {
	let stages;
	const onStages = (underWay) => {
		stages = underWay;
	};
	try {
		const over = abortedAfter(request.signal, OVER_MS);
		const result = await unlessAborted(over, () => run({
			...request,
			onStages
		}), void 0);
		if (result !== void 0) return result;
		if (stages === void 0) return { kind: "interrupted" };
		const { flush, ran } = stages;
		await unlessAborted(abortedAfter(request.signal, REPORT_MS), flush, void 0);
		return ran();
	} catch (error) {
		if (stages === void 0) throw error;
		await stages.finished;
		const result = stages.ran();
		const { message: cause } = error;
		const notice = {
			kind: "fault",
			of: "engine",
			cause
		};
		const notices = [...result.record.notices, notice];
		return {
			...result,
			record: {
				...result.record,
				notices
			}
		};
	}
}
function outliveFaults(show) {
	const onFault = (error) => {
		const cause = error?.message ?? String(error);
		show(noticeWords({
			kind: "fault",
			of: "engine-meanwhile",
			cause
		}));
	};
	process.on("uncaughtException", onFault);
	process.on("unhandledRejection", onFault);
	for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}
export { runWhateverHappens as n, outliveFaults as t };
