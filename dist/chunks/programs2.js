import { readdirSync, readlinkSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { spawn } from "node:child_process";
// src/machine/system/programs.ts
const ENVIRONMENT = {
	PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	LC_ALL: "C"
};
var ProgramFailed = class extends Error {
	name = "ProgramFailed";
	program;
	exitCode;
	constructor(program, exitCode, said) {
		super(said);
		this.program = program;
		this.exitCode = exitCode;
	}
};
function start(program, args, { cwd, files = [] }) {
	const child = spawn(program, args, {
		cwd,
		env: ENVIRONMENT,
		stdio: [
			"pipe",
			"pipe",
			"pipe",
			...files
		]
	});
	const { stdin, stdout, stderr } = child;
	if (stdin === null || stdout === null || stderr === null) throw new Error(program);
	let said = "";
	stderr.on("data", (piece) => {
		if (said.length < MOST_SAID) said += piece.toString("utf8");
	});
	stdin.on("error", () => {});
	const ended = new Promise((resolve, reject) => {
		child.once("error", (error) => reject(new ProgramFailed(program, void 0, error.message)));
		child.once("close", (code) => {
			if (code === 0) resolve();
			else reject(new ProgramFailed(program, code ?? void 0, said.trim().slice(0, MOST_SAID)));
		});
	});
	ended.catch(() => void 0);
	return {
		stdin,
		stdout,
		ended
	};
}
const MOST_SAID = 2e3;
const PIECE = 1 << 20;
var Feed = class {
	#program;
	#filling = Buffer.allocUnsafe(PIECE);
	#other = Buffer.allocUnsafe(PIECE);
	#filled = 0;
	#passing = Promise.resolve();
	constructor(program) {
		this.#program = program;
	}
	async write(bytes) {
		for (let at = 0; at < bytes.length;) {
			const count = bytes.copy(this.#filling, this.#filled, at);
			this.#filled += count;
			at += count;
			if (this.#filled === PIECE) await this.#pass();
		}
	}
	async end() {
		await this.#pass();
		await this.#passing;
		this.#program.stdin.end();
		await this.#program.ended;
	}
	async #pass() {
		await this.#passing;
		const { stdin, ended } = this.#program;
		const piece = this.#filling.subarray(0, this.#filled);
		[this.#filling, this.#other] = [this.#other, this.#filling];
		this.#filled = 0;
		const written = new Promise((resolve) => {
			stdin.write(piece, () => resolve());
		});
		this.#passing = Promise.race([written, ended]);
		this.#passing.catch(() => void 0);
	}
};
const POLL_MS = 5;
const MOST_POLLS = 400;
async function endLeftIn(folder) {
	for (let polls = 0; polls < MOST_POLLS; polls += 1) {
		const left = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && worksIn(pid, folder));
		if (left.length === 0) return;
		for (const pid of left) endProcess(Number(pid));
		await setTimeout(POLL_MS);
	}
}
function worksIn(pid, folder) {
	try {
		const cwd = readlinkSync(`/proc/${pid}/cwd`);
		return cwd === folder || cwd.startsWith(`${folder}/`);
	} catch {
		return false;
	}
}
function endProcess(pid) {
	try {
		process.kill(pid, "SIGKILL");
	} catch {}
}
export { start as a, endLeftIn as i, Feed as n, ProgramFailed as r, ENVIRONMENT as t };
