import { r as lastWholeLine } from "./read-log.js";
import { a as oneLine } from "./text.js";
import { a as formatRoughly } from "./units.js";
import { a as truncate, t as cellsOf } from "./ansi.js";
import { c as etaWords, d as startLine, l as progressWords, r as linesOf, t as confirmingLine } from "./lines-output.js";
// src/run/live/terminal-output.ts
/**
* Live output on a terminal: a block that is drawn in place, never taller or wider than the window, and gone when
* the run is over. What ended stays in it as long as there is room; the summary that follows has it all.
*/
const FRAME_MS = 125;
const FRAMES = [
	"⠋",
	"⠙",
	"⠹",
	"⠸",
	"⠼",
	"⠴",
	"⠦",
	"⠧",
	"⠇",
	"⠏"
];
/** How often a stage's log is looked at for its last line, in ms. */
const LOOK_MS = 500;
/** Fewer cells show nothing of a line that is worth reading. */
const FEWEST_CELLS = 12;
const SHORTEST_NAME = 6;
/** Progress with elapsed time and the time to go. */
function createTerminalOutput(options) {
	const running = /* @__PURE__ */ new Map();
	let over = 0;
	let ended = [];
	let drawn = [];
	let frame = 0;
	let isStopped = false;
	if (!options.summaryFollows) options.write(`${startLine(options)}\n`);
	const timer = setInterval(() => {
		frame += 1;
		redraw();
	}, FRAME_MS).unref();
	/** Takes the block away, writes what stays, draws the block again: in one write, so nothing flickers. */
	function redraw(text = "") {
		const block = draw();
		const rows = rowsOf(drawn, options.columns());
		const clear = rows > 0 ? `\r\u001b[${rows}A\u001b[0J` : "";
		drawn = block;
		options.write(clear + text + block.map((line) => `${line}\n`).join(""));
	}
	function draw() {
		if (isStopped || running.size === 0 && over === 0) return [];
		const width = options.columns() - 1;
		const room = Math.max(1, options.rows() - 2);
		const hidden = running.size <= room ? 0 : running.size - room + 1;
		const shown = [...running.values()].slice(0, running.size - hidden).map((stage) => stageLine(stage, width));
		const more = hidden === 0 ? [] : [`  … and ${hidden} more`];
		const spare = room - shown.length - more.length;
		return [
			...spare > 0 ? ended.slice(-spare) : [],
			...shown,
			...more,
			statusLine()
		].map((line) => truncate(line, width));
	}
	function statusLine() {
		return `  ${`${over} of ${options.stageCount} stages done`} · ${formatRoughly(options.now())} · ${etaWords(options.eta(), options)}`;
	}
	/** The name gives way to the time, and what the stage says to both. */
	function stageLine(stage, width) {
		const elapsed = formatRoughly(options.now() - stage.startedAt);
		const expectedMs = options.expectedMs(stage.id);
		const time = expectedMs === void 0 ? elapsed : `${elapsed} of about ${formatRoughly(expectedMs)}`;
		const sign = FRAMES[frame % FRAMES.length] ?? "";
		const room = Math.max(SHORTEST_NAME, width - cellsOf(sign) - time.length - 2);
		const line = `${sign} ${truncate(oneLine(stage.name, room), room)} ${time}`;
		const left = width - cellsOf(line) - SEPARATOR.length;
		const said = stage.progress ?? lastLineOf(stage);
		return left < FEWEST_CELLS || said === void 0 ? line : `${line}${SEPARATOR}${truncate(oneLine(said, left), left)}`;
	}
	function lastLineOf(stage) {
		const now = options.now();
		if (now - stage.lookedAt < LOOK_MS) return stage.said;
		stage.lookedAt = now;
		const line = lastWholeLine(stage.logPath);
		if (line !== void 0) stage.said = options.redact(line);
		return stage.said;
	}
	return {
		listener(event) {
			if (event.kind === "stage-started") {
				const { id, name } = event.stage;
				const startedAt = options.now();
				running.set(id, {
					id,
					name,
					logPath: event.logPath,
					startedAt,
					lookedAt: startedAt
				});
				redraw();
				return;
			}
			if (event.kind === "llm-progress") {
				const stage = running.get(event.stage);
				if (stage !== void 0) stage.progress = progressWords(event);
				return;
			}
			if (event.kind === "confirming") return redraw(`${confirmingLine(event)}\n`);
			if (event.kind === "stage-ended") {
				over += 1;
				running.delete(event.record.id);
			}
			const lines = linesOf(event, options);
			if (options.summaryFollows) ended = [...ended, ...lines].slice(-MOST_KEPT);
			redraw(options.summaryFollows ? "" : lines.map((line) => `${line}\n`).join(""));
		},
		stop() {
			clearInterval(timer);
			isStopped = true;
			redraw();
		}
	};
}
const SEPARATOR = " · ";
/** Lines of what ended that a window may have room for. */
const MOST_KEPT = 200;
/** How many rows lines take that were drawn when the window may have been wider. */
function rowsOf(lines, columns) {
	return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(cellsOf(line) / columns)), 0);
}
export { createTerminalOutput };
