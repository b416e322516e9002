// src/util/tex-error.ts
const LONGEST_LINE = 1e3;
const LONGEST_MESSAGE = 300;
const LINES_TO_PLACE = 30;
const DEEPEST = 500;
const ENGINE = /^This is (?:MiKTeX-)?(?!\S*BibTeX)\S*TeX\b/;
const SIGNED = /^! {1,3}(\S.*)$/;
const WITH_PLACE = /^(\S.{0,299}?\.[A-Za-z]\w{0,9}):(\d{1,7}): (\S.*)$/;
const SOURCE_OF_TEX = /\.(?:tex|ltx|sty|cls|clo|def|cfg|dtx|bbl|aux|toc|tikz|pgf)$/i;
const PLACE = /^l\.(\d{1,7})(?: (.*))?$/;
const BRACKET = /\((?:"([^"()]{1,300})"|([^\s"(){}[\]]{0,300}))|\)/g;
const FILE_NAME = /^[^=:,;]*\.[A-Za-z]\w{0,9}$/;
const CONSEQUENCE = /^(?:==> Fatal error occurred|Emergency stop\.?$)/;
const ABORTED = /^ ?\*\*\* \((.+)\)$/;
function texErrorFinder() {
	let open = [];
	let error;
	let broken;
	let linesToPlace = 0;
	function begin(message, at) {
		const isBetter = CONSEQUENCE.test(error?.message ?? "") && !CONSEQUENCE.test(message);
		if (error !== void 0 && !isBetter) return;
		error = {
			...at,
			message: message.replace(/\.$/, "").slice(0, LONGEST_MESSAGE)
		};
		linesToPlace = LINES_TO_PLACE;
	}
	function place(line) {
		linesToPlace -= 1;
		const [, number, source = ""] = PLACE.exec(line) ?? [];
		if (number === void 0 || error === void 0) return;
		const end = source.trim().slice(-60);
		error = {
			...error,
			line: Number(number),
			...end !== "" && { source: end }
		};
		linesToPlace = 0;
	}
	function follow(line) {
		for (const [bracket, quoted, plain = ""] of line.matchAll(BRACKET)) {
			const name = quoted ?? plain;
			if (bracket === ")") open.pop();
			else if (open.length < DEEPEST) open.push(FILE_NAME.test(name) ? name : void 0);
		}
	}
	function errorIn(line) {
		const [, signed] = SIGNED.exec(line) ?? [];
		const [, file = "", number, placed] = WITH_PLACE.exec(line) ?? [];
		const [, aborted] = ABORTED.exec(line) ?? [];
		if (aborted !== void 0) begin(aborted, error ?? {});
		else if (signed !== void 0) {
			const within = open.findLast((name) => name !== void 0);
			begin(signed, within === void 0 ? {} : { file: plainName(within) });
		} else if (placed !== void 0 && SOURCE_OF_TEX.test(file)) begin(placed, {
			file: plainName(file),
			line: Number(number)
		});
		else if (linesToPlace > 0) place(line);
		else follow(line);
	}
	return {
		next(whole) {
			const line = `${broken ?? ""}${whole.slice(0, LONGEST_LINE)}`;
			broken = void 0;
			if (ENGINE.test(line)) [open, error, linesToPlace] = [
				[],
				void 0,
				0
			];
			if (line.length === 79 && (SIGNED.test(line) || WITH_PLACE.test(line))) broken = line;
			else errorIn(line);
		},
		found() {
			if (broken !== void 0) errorIn(broken);
			broken = void 0;
			return error;
		}
	};
}
function plainName(file) {
	return file.replace(/^\.\//, "");
}
export { texErrorFinder as n, ENGINE as t };
