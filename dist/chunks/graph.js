// src/pipeline/graph.ts
function findCycle(stages) {
	const byId = indexById(stages);
	const done = /* @__PURE__ */ new Set();
	for (const start of stages) {
		const path = [];
		const onPath = /* @__PURE__ */ new Set();
		const enter = (node) => {
			path.push({
				node,
				next: 0
			});
			onPath.add(node.id);
		};
		if (!done.has(start.id)) enter(start);
		for (let top = path.at(-1); top !== void 0; top = path.at(-1)) {
			const need = top.node.needs[top.next];
			top.next += 1;
			if (need === void 0) {
				done.add(top.node.id);
				onPath.delete(top.node.id);
				path.pop();
			} else if (onPath.has(need)) {
				const ids = path.map((entry) => entry.node.id);
				return [...ids.slice(ids.indexOf(need)), need];
			} else {
				const node = byId.get(need);
				if (node !== void 0 && !done.has(need)) enter(node);
			}
		}
	}
}
function topologicalOrder(stages) {
	const waiting = new Map(stages.map((stage) => [stage.id, stage.needs.length]));
	const dependents = dependentsOf(stages);
	const byId = indexById(stages);
	const ready = stages.filter((stage) => stage.needs.length === 0);
	const ordered = [];
	for (const stage of ready) {
		ordered.push(stage);
		for (const id of dependents.get(stage.id) ?? []) {
			const left = (waiting.get(id) ?? 0) - 1;
			waiting.set(id, left);
			const dependent = byId.get(id);
			if (left === 0 && dependent !== void 0) ready.push(dependent);
		}
	}
	return ordered;
}
function dependentsOf(stages) {
	const dependents = new Map(stages.map((stage) => [stage.id, []]));
	for (const stage of stages) for (const need of stage.needs) dependents.get(need)?.push(stage.id);
	return dependents;
}
function nodesOf(needs) {
	return [...needs].map(([id, needed]) => ({
		id,
		needs: needed
	}));
}
function withNeeds(stages, ids) {
	const byId = indexById(stages);
	const found = /* @__PURE__ */ new Set();
	const open = [...ids];
	for (let id = open.pop(); id !== void 0; id = open.pop()) {
		if (found.has(id)) continue;
		found.add(id);
		open.push(...byId.get(id)?.needs ?? []);
	}
	return found;
}
function indexById(stages) {
	return new Map(stages.map((stage) => [stage.id, stage]));
}
export { withNeeds as a, topologicalOrder as i, findCycle as n, nodesOf as r, dependentsOf as t };
