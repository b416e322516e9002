// src/util/lazily.ts
function lazily(look) {
	let looked;
	return () => {
		looked ??= look();
		return looked;
	};
}
export { lazily as t };
