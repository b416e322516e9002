// src/pipeline/models.ts
const MODEL_VARIABLE = "LLM_MODEL";
function modelFor({ models = {} }, event) {
	return (event !== void 0 && Object.hasOwn(models, event) ? models[event] : void 0) ?? models.default;
}
export { modelFor as n, MODEL_VARIABLE as t };
