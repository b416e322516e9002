// src/evidence/formats.ts
const FORMATS = {
	junit: {
		name: "JUnit XML",
		about: "JUnit XML file that the tests write.",
		remedy: "let the command write it (pytest: `--junitxml`)",
		times: "`time` is in seconds",
		gives: "tests",
		load: () => import("./junit.js")
	},
	tap: {
		name: "TAP",
		about: "TAP file that the tests write, or their output.",
		remedy: "let the command write it (node: `--test-reporter=tap`)",
		times: "`duration_ms` is in milliseconds",
		gives: "tests",
		load: () => import("./tap.js")
	},
	"latex-log": {
		name: "a log of LaTeX",
		about: "Log file that LaTeX writes.",
		remedy: "name the `.log` of the document",
		gives: "latex",
		load: () => import("./latex-log.js")
	}
};
const FORMAT_KEYS = Object.keys(FORMATS);
function formatOf(key) {
	return Object.hasOwn(FORMATS, key) ? FORMATS[key] : void 0;
}
export { FORMAT_KEYS as n, formatOf as r, FORMATS as t };
