import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateSchemas, writeSchemas } from '../../scripts/generate-schemas.ts';

const folder = path.resolve(import.meta.dirname, '../../schema');

if (process.env.UPDATE_SCHEMAS === '1') writeSchemas(folder);

describe('the shipped JSON Schemas', () => {
  it.each(Object.entries(generateSchemas()))(
    '%s is what the validator says (UPDATE_SCHEMAS=1 writes it)',
    (name, text) => {
      expect(readFileSync(path.join(folder, name), 'utf8')).toBe(text);
    },
  );

  it('describe every key of a stage to an editor', () => {
    const schema = JSON.parse(generateSchemas()['definition.json'] ?? '');
    const stage = schema.properties.stages.additionalProperties;
    const described = Object.entries<{ description?: string }>(stage.properties);
    expect(described.length).toBeGreaterThan(20);
    expect(described.filter(([, key]) => !key.description).map(([name]) => name)).toEqual([]);
  });

  it('refuse unknown keys and misspelt ids, as the validator does', () => {
    const schema = JSON.parse(generateSchemas()['definition.json'] ?? '');
    const { stages } = schema.properties;
    expect(schema.additionalProperties).toBe(false);
    expect(stages.additionalProperties.additionalProperties).toBe(false);
    const id = new RegExp(stages.propertyNames.pattern);
    expect(['setup', '1.a-b_c', 'a'.repeat(100)].filter(name => !id.test(name))).toEqual([]);
    expect(
      ['', '.a', '-a', 'a b', '__proto__', 'a'.repeat(101)].filter(name => id.test(name)),
    ).toEqual([]);
    expect(stages.minProperties).toBe(1);
    expect(stages.additionalProperties.required).toEqual(['run']);
  });
});
