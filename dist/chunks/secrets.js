// src/execution/redaction/secrets.ts
const SECRET_NAME = /(KEY|TOKEN|SECRET|PASSWORD)$/i;
const SHORTEST_SECRET = 4;
const NO_SECRETS = /* @__PURE__ */ new Set([
	"true",
	"false",
	"none",
	"null"
]);
function secretValues(stages, own) {
	return [...Object.entries(own), ...stages.flatMap(({ env }) => Object.entries(env))].flatMap(([name, value]) => SECRET_NAME.test(name) && value ? [value] : []).filter(isWorthHiding);
}
function isWorthHiding(value) {
	return value.length >= SHORTEST_SECRET && !NO_SECRETS.has(value.toLowerCase());
}
const EVERYDAY = /^(?:\p{Lu}?\p{Ll}{1,8}|\p{Lu}{1,8}|\d{1,8}|v?\d{1,4}(?:\.\d{1,4}){1,3})$/u;
const LONGEST_EVERYDAY = 8;
function isEveryday(value) {
	return value.length <= LONGEST_EVERYDAY && EVERYDAY.test(value);
}
export { isWorthHiding as n, secretValues as r, isEveryday as t };
