import { a as oneLine } from "./text.js";
import { a as formatRoughly } from "./units.js";
import { o as etaWords, s as progressWords, t as createLinesOutput } from "./lines-output.js";
// src/run/live/terminal-output.ts
/** Live output on a terminal: lines for what is over, and below them what goes on, drawn anew. */
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
/** Progress with elapsed time and the time to go, under the lines of what is over. */
function createTerminalOutput(options) {
	const running = /* @__PURE__ */ new Map();
	let over = 0;
	let drawn = 0;
	let frame = 0;
	const lines = createLinesOutput({
		...options,
		write: (text) => above(text)
	});
	const timer = setInterval(() => {
		frame += 1;
		above("");
	}, FRAME_MS).unref();
	/** Takes the block away, writes what stays, draws the block again: in one write, so nothing flickers. */
	function above(text) {
		const clear = drawn > 0 ? `\r\u001b[${drawn}A\u001b[0J` : "";
		const block = draw();
		drawn = block.length;
		options.write(clear + text + block.map((line) => `${line}\n`).join(""));
	}
	function draw() {
		if (running.size === 0) return [];
		const width = options.columns() - 1;
		const sign = FRAMES[frame % FRAMES.length] ?? "";
		const stages = [...running.values()].map(({ name, startedAt, progress }) => `${sign} ${name} ${formatRoughly(options.now() - startedAt)}${progress ?? ""}`);
		const status = `  ${`${over} of ${options.stageCount} stages done`} · ${formatRoughly(options.now())} · ${etaWords(options.eta())}`;
		return [...stages, status].map((line) => oneLine(line, width));
	}
	return {
		listener(event) {
			if (event.kind === "stage-ended") {
				over += 1;
				running.delete(event.record.id);
			}
			if (event.kind === "llm-progress") {
				const stage = running.get(event.stage);
				if (stage !== void 0) stage.progress = ` · ${progressWords(event)}`;
			} else if (event.kind === "stage-started") {
				running.set(event.stage.id, {
					name: event.stage.name,
					startedAt: options.now()
				});
				above("");
			} else lines.listener(event);
		},
		stop() {
			clearInterval(timer);
			running.clear();
			above("");
			lines.stop();
		}
	};
}
export { createTerminalOutput };
