// src/util/lazily.ts
/** A function that looks once, and only when it is first asked; later calls get the same promise. */
function lazily(look) {
	let looked;
	return () => {
		looked ??= look();
		return looked;
	};
}
export { lazily as t };
