import { r as lastWholeLine } from "./read-log.js";
import { a as oneLine } from "./text.js";
import { a as formatRoughly } from "./units.js";
import { a as truncate, t as cellsOf } from "./ansi.js";
import { i as elapsedWords, l as hiddenLine, n as confirmingLine, o as estimateLine, p as startLine, r as doneWords, s as etaWords, u as progressWords } from "./live-output.js";
import { n as linesOf } from "./lines-output2.js";
// src/run/live/terminal-output.ts
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
const LOOK_MS = 500;
const FEWEST_CELLS = 12;
const SHORTEST_NAME = 6;
function createTerminalOutput(options) {
	return new DrawnBlock(options);
}
var DrawnBlock = class {
	#options;
	#running = /* @__PURE__ */ new Map();
	#timer;
	#over = 0;
	#ended = [];
	#drawn = [];
	#frame = 0;
	#isForeseen = false;
	#isStopped = false;
	constructor(options) {
		this.#options = options;
		const { stageCount, slots, summaryFollows, eta } = options;
		if (!summaryFollows) options.write(`${startLine(stageCount, slots)}\n`);
		options.foreseen.then(() => {
			this.#isForeseen = true;
			if (this.#isStopped) return;
			this.#redraw(summaryFollows ? "" : `${estimateLine(eta(), stageCount)}\n`);
		});
		this.#timer = setInterval(() => {
			this.#frame += 1;
			this.#redraw();
		}, FRAME_MS).unref();
	}
	listener = (event) => {
		if (event.kind === "stage-started") {
			const { id, name } = event.stage;
			const startedAt = this.#options.now();
			this.#running.set(id, {
				id,
				name,
				logPath: event.logPath,
				startedAt,
				lookedAt: startedAt
			});
			this.#redraw();
			return;
		}
		if (event.kind === "llm-progress") {
			const stage = this.#running.get(event.stage);
			if (stage !== void 0) stage.progress = progressWords(event);
			return;
		}
		if (event.kind === "confirming") return this.#redraw(`${confirmingLine(event)}\n`);
		if (event.kind === "stage-ended") {
			this.#over += 1;
			this.#running.delete(event.record.id);
		}
		const { summaryFollows } = this.#options;
		const lines = linesOf(event, this.#options);
		if (summaryFollows) this.#ended = [...this.#ended, ...lines].slice(-MOST_KEPT);
		this.#redraw(summaryFollows ? "" : lines.map((line) => `${line}\n`).join(""));
	};
	stop() {
		clearInterval(this.#timer);
		this.#isStopped = true;
		this.#redraw();
	}
	#redraw(text = "") {
		const block = this.#block();
		const rows = rowsOf(this.#drawn, this.#options.columns());
		const clear = rows > 0 ? `\r\u001b[${rows}A\u001b[0J` : "";
		this.#drawn = block;
		this.#options.write(clear + text + block.map((line) => `${line}\n`).join(""));
	}
	#block() {
		const running = this.#running;
		if (this.#isStopped || running.size === 0 && this.#over === 0) return [];
		const width = this.#options.columns() - 1;
		const room = Math.max(1, this.#options.rows() - 2);
		const hidden = running.size <= room ? 0 : running.size - room + 1;
		const shown = [...running.values()].slice(0, running.size - hidden).map((stage) => this.#stageLine(stage, width));
		const more = hidden === 0 ? [] : [hiddenLine(hidden)];
		const spare = room - shown.length - more.length;
		return [
			...spare > 0 ? this.#ended.slice(-spare) : [],
			...shown,
			...more,
			this.#statusLine()
		].map((line) => truncate(line, width));
	}
	#statusLine() {
		const { stageCount, now, eta } = this.#options;
		const done = doneWords(this.#over, stageCount);
		const toGo = this.#isForeseen ? ` · ${etaWords(eta(), stageCount)}` : "";
		return `  ${done} · ${formatRoughly(now())}${toGo}`;
	}
	#stageLine(stage, width) {
		const { now, expectedMs } = this.#options;
		const time = elapsedWords(now() - stage.startedAt, expectedMs(stage.id));
		const sign = FRAMES[this.#frame % FRAMES.length] ?? "";
		const room = Math.max(SHORTEST_NAME, width - cellsOf(sign) - time.length - 2);
		const line = `${sign} ${truncate(oneLine(stage.name, room), room)} ${time}`;
		const left = width - cellsOf(line) - SEPARATOR.length;
		const said = stage.progress ?? this.#lastLineOf(stage);
		return left < FEWEST_CELLS || said === void 0 ? line : `${line}${SEPARATOR}${truncate(oneLine(said, left), left)}`;
	}
	#lastLineOf(stage) {
		const now = this.#options.now();
		if (now - stage.lookedAt < LOOK_MS) return stage.said;
		stage.lookedAt = now;
		const line = lastWholeLine(stage.logPath);
		if (line !== void 0) stage.said = this.#options.redact(line);
		return stage.said;
	}
};
const SEPARATOR = " · ";
const MOST_KEPT = 200;
function rowsOf(lines, columns) {
	return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(cellsOf(line) / columns)), 0);
}
export { createTerminalOutput };
