/** The run record without secrets: in its free text and nowhere else. */
import { type Hide, redact } from './facts/free-text.ts';
import { type Notice, notice } from './facts/notice/notice.ts';
import { type RunRecord, runRecordSchema, type StageRecord } from './run-record.ts';

/** The record without secrets. */
export function redactRecord(record: RunRecord, hide: Hide): RunRecord {
  return redact(runRecordSchema, record, hide);
}

/** A notice without secrets. */
export function redactNotice(one: Notice, hide: Hide): Notice {
  return redact(notice, one, hide);
}

/** A stage of the record without secrets. */
export function redactStage(stage: StageRecord, hide: Hide): StageRecord {
  return redact(runRecordSchema.entries.stages.item, stage, hide);
}
