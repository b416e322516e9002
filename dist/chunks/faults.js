import { t as UnreadableError } from "./unreadable.js";
// src/caching/files/faults.ts
var NotSavable = class extends Error {
	name = "NotSavable";
	fault;
	constructor(fault) {
		super(described(fault));
		this.fault = fault;
	}
};
var NotPlaced = class extends Error {
	name = "NotPlaced";
	obstacle;
	constructor(obstacle) {
		super(described(obstacle));
		this.obstacle = obstacle;
	}
};
function saveFaultOf(error) {
	return error instanceof NotSavable ? error.fault : generalFault(error);
}
function placeObstacleOf(error) {
	return error instanceof NotPlaced ? error.obstacle : generalFault(error);
}
function generalFault(error) {
	if (error instanceof UnreadableError) return {
		kind: "unreadable-file",
		file: {
			path: error.place,
			cause: error.unreadable
		}
	};
	return {
		kind: "failed",
		said: error.message
	};
}
function described(fault) {
	return "path" in fault ? `${fault.path}: ${fault.kind}` : fault.kind;
}
export { saveFaultOf as a, placeObstacleOf as i, NotSavable as n, generalFault as r, NotPlaced as t };
