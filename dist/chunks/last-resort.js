// src/run/last-resort.ts
/**
* Runs, and gives what the run gives. Where it fails by itself while stages are under way, they run to
* their end, and the result is what is known of them, with a notice. Rejects only where no stage had
* started: then there is no outcome that could be told.
*/
async function runWhateverHappens(request, run) {
	let stages;
	const onStages = (underWay) => {
		stages = underWay;
	};
	try {
		return await run({
			...request,
			onStages
		});
	} catch (error) {
		if (stages === void 0) throw error;
		await stages.finished;
		const result = stages.ran();
		const notice = `Stagetime itself failed, not a stage: ${error.message}`;
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
/** An error that nobody caught is told, and everything else goes on: it is not the stages' own. */
function outliveFaults(tell) {
	const onFault = (error) => {
		tell(`Stagetime itself failed, and goes on: ${error?.message ?? String(error)}`);
	};
	process.on("uncaughtException", onFault);
	process.on("unhandledRejection", onFault);
	for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}
export { runWhateverHappens as n, outliveFaults as t };
