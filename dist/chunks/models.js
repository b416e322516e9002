// src/pipeline/models.ts
/** The variable by which a stage is told. */
const MODEL_VARIABLE = "LLM_MODEL";
/** The model for a run that this event caused; `undefined` is the terminal, where nothing did. */
function modelFor({ models = {} }, event) {
	return (event !== void 0 && Object.hasOwn(models, event) ? models[event] : void 0) ?? models.default;
}
export { modelFor as n, MODEL_VARIABLE as t };
