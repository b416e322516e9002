// src/reporting/words/unknown-names.ts
/** What to say when `--only` or `--skip` names something that the pipeline does not have. */
/** One problem for each unknown name, with the names that would do. */
function unknownNames(names, stages) {
	const known = [...new Set(stages.flatMap(({ id, tags }) => [id, ...tags]))].join(", ");
	return names.map((name) => `error: no stage and no tag is called ${JSON.stringify(name)}\n  remedy: use one of ${known}`);
}
export { unknownNames as t };
