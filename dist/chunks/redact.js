import { r as redact } from "./free-text.js";
import { t as notice } from "./notice.js";
import { r as runRecordSchema } from "./run-record.js";
// src/record/redact.ts
/** The run record without secrets: in its free text and nowhere else. */
/** The record without secrets. */
function redactRecord(record, hide) {
	return redact(runRecordSchema, record, hide);
}
/** A notice without secrets. */
function redactNotice(one, hide) {
	return redact(notice, one, hide);
}
/** A stage of the record without secrets. */
function redactStage(stage, hide) {
	return redact(runRecordSchema.entries.stages.item, stage, hide);
}
export { redactRecord as n, redactStage as r, redactNotice as t };
