// src/util/tolerate.ts
async function tolerate(work, instead, onFault) {
	try {
		return await work();
	} catch (error) {
		onFault(error instanceof Error ? error : new Error(String(error)));
		return instead;
	}
}
export { tolerate as t };
