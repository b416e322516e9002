import { r as redact } from "./free-text.js";
import { t as notice } from "./notice.js";
import { r as runRecordSchema } from "./run-record.js";
// src/record/redact.ts
function redactRecord(record, hide) {
	return redact(runRecordSchema, record, hide);
}
function redactNotice(one, hide) {
	return redact(notice, one, hide);
}
function redactStage(stage, hide) {
	return redact(runRecordSchema.entries.stages.item, stage, hide);
}
export { redactRecord as n, redactStage as r, redactNotice as t };
