import { delimiter, join, resolve } from "node:path";
import { accessSync, constants, statSync } from "node:fs";
// src/programs/find-executable.ts
function findExecutable(name, path, cwd = process.cwd()) {
	if (/[\\/]/.test(name)) return isExecutable(resolve(cwd, name)) ? resolve(cwd, name) : void 0;
	const endings = process.platform === "win32" ? ["", ...(process.env.PATHEXT ?? ".EXE;.CMD;.BAT").split(";")] : [""];
	for (const folder of path.split(delimiter)) for (const ending of endings) {
		const file = resolve(cwd, join(folder, name + ending));
		if (folder !== "" && isExecutable(file)) return file;
	}
}
function isExecutable(file) {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
}
export { findExecutable as t };
