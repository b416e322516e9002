import { n as modelFor, t as MODEL_VARIABLE } from "./models.js";
import { n as withoutWithheld } from "./ask.js";
import { t as MARKER } from "./run-mark.js";
// src/execution/process/stage-environment.ts
function modelOf(stage, own) {
	return modelFor(stage, own.GITHUB_ACTIONS === "true" ? own.GITHUB_EVENT_NAME : void 0);
}
function stageEnvironment(stage, own, extra) {
	const environment = { PYTHONUNBUFFERED: "1" };
	if (extra.sourceDateEpoch !== void 0) {
		environment.SOURCE_DATE_EPOCH = extra.sourceDateEpoch;
		environment.FORCE_SOURCE_DATE = "1";
	}
	Object.assign(environment, withoutWithheld(own));
	const model = modelOf(stage, own);
	if (model !== void 0) environment[MODEL_VARIABLE] = model;
	for (const [name, value] of Object.entries(stage.env)) {
		const passed = value ?? own[name];
		if (passed !== void 0) environment[name] = passed;
	}
	environment[MARKER] = extra.marker;
	return environment;
}
export { stageEnvironment as n, modelOf as t };
