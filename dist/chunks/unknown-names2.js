// src/reporting/words/unknown-names.ts
function unknownNames(names, stages) {
	const known = [...new Set(stages.flatMap(({ id, tags }) => [id, ...tags]))].join(", ");
	return names.map((name) => `error: no stage and no tag is called ${JSON.stringify(name)}\n  remedy: use one of ${known}`);
}
export { unknownNames as t };
