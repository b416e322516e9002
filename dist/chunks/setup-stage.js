// src/execution/setup/setup-stage.ts
function isSetup(stage) {
	return stage.setup !== void 0;
}
function changesMachine({ setup }) {
	return setup !== void 0 && setup.keep.length === 0;
}
export { isSetup as n, changesMachine as t };
