import { closeSync, openSync, readFileSync, readSync, readdirSync, readlinkSync, statSync } from "node:fs";
const PAGE_BYTES = 4096;
const canListProcesses = process.platform === "linux";
function listProcesses() {
	const processes = /* @__PURE__ */ new Map();
	if (!canListProcesses) return processes;
	for (const entry of readdirSync("/proc")) {
		const first = entry.charCodeAt(0);
		if (first < 48 || first > 57) continue;
		const stat = readProc(entry, "stat");
		if (stat !== void 0) {
			const parsed = parseStat(stat);
			processes.set(parsed.pid, parsed);
		}
	}
	return processes;
}
function parseStat(stat) {
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const field = (n) => Number(fields[n - 3]);
	const state = fields[0];
	return {
		pid: Number.parseInt(stat, 10),
		parent: field(4),
		group: field(5),
		session: field(6),
		startTicks: field(22),
		cpuMs: (field(14) + field(15) + field(16) + field(17)) * 10,
		rssBytes: field(24) * PAGE_BYTES,
		ended: state === "Z" || state === "X"
	};
}
function readTransfer(pid) {
	const io = readProc(pid, "io");
	return io === void 0 ? void 0 : parseTransfer(io);
}
function parseTransfer(io) {
	const value = (key) => Number(new RegExp(`^${key}:? (\\d+)`, "m").exec(io)?.[1] ?? 0);
	return {
		readBytes: value("rchar"),
		writeBytes: value("wchar")
	};
}
function readPeakRss(pid) {
	const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, "status") ?? "")?.[1];
	return peak === void 0 ? void 0 : Number(peak) * 1024;
}
function readCommandLine(pid) {
	const bytes = readProc(pid, "cmdline");
	return bytes && Buffer.from(bytes, "latin1").toString().replaceAll("\0", " ").trim();
}
function startedWith(pid, variable) {
	return `\0${readProc(pid, "environ") ?? ""}`.includes(`\0${variable}\0`);
}
function startedWithValue(pid, name) {
	const start = `\0${name}=`;
	const environment = `\0${readProc(pid, "environ") ?? ""}`;
	const at = environment.indexOf(start);
	if (at < 0) return void 0;
	const end = environment.indexOf("\0", at + start.length);
	return end < 0 ? void 0 : environment.slice(at + start.length, end);
}
function writesTo(pid, file) {
	return [1, 2].some((fd) => {
		try {
			const { dev, ino } = statSync(`/proc/${pid}/fd/${fd}`);
			return dev === file.dev && ino === file.ino;
		} catch {
			return false;
		}
	});
}
function writesInto(pid, folder) {
	return [1, 2].some((fd) => {
		try {
			return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith(`${folder}/`);
		} catch {
			return false;
		}
	});
}
const page = Buffer.allocUnsafeSlow(16384);
function readProc(pid, file) {
	const path = `/proc/${pid}/${file}`;
	try {
		const fd = openSync(path, "r");
		try {
			const length = readSync(fd, page);
			if (length < page.length) return page.toString("latin1", 0, length);
		} finally {
			closeSync(fd);
		}
		return readFileSync(path, "latin1");
	} catch {
		return;
	}
}
export { readPeakRss as a, startedWithValue as c, readCommandLine as i, writesInto as l, listProcesses as n, readTransfer as o, parseTransfer as r, startedWith as s, canListProcesses as t, writesTo as u };
