import { describe, expect, test } from 'vitest';
import { exampleOf, fieldsOf, type JsonSchema } from '../../pages/tasks/schema.js';

const mail: JsonSchema = {
  type: 'object',
  properties: {
    to: { type: 'array', items: { type: 'string', format: 'email' }, minItems: 1, description: 'Who gets it.' },
    subject: { type: 'string' },
    urgent: { type: 'boolean', default: false },
    text: { type: ['string', 'null'], description: 'The text.' },
    parts: { type: ['array', 'null'], items: { $ref: '#/properties/to' } },
  },
  required: ['to', 'subject'],
};

describe('The example of a schema', () => {
  test('has what must be there, and what has a value of its own', () => {
    expect(exampleOf(mail)).toEqual({ to: ['ann@example.com'], subject: '', urgent: false });
  });

  test('has what may not be null where the schema does not say what is required', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: {
        path: { type: 'string' },
        delimiter: { type: 'string', default: ',' },
        note: { type: ['string', 'null'] },
        limit: { type: ['integer', 'null'], default: null },
      },
    };
    expect(exampleOf(schema)).toEqual({ path: '', delimiter: ',' });
  });

  test.each<[string, JsonSchema, unknown]>([
    ['an example', { type: 'string', examples: ['orders.csv'], default: 'x' }, 'orders.csv'],
    ['a default', { type: 'integer', default: 7 }, 7],
    ['the first of some', { enum: ['small', 'large'] }, 'small'],
    ['the only one', { const: 4 }, 4],
    ['a minimum', { type: 'integer', minimum: 3 }, 3],
    ['a number', { type: 'number' }, 0],
    ['the first alternative that is more than null', { anyOf: [{ type: 'null' }, { type: 'boolean' }] }, false],
    ['a time', { type: 'string', format: 'date-time' }, '2026-01-31T12:00:00Z'],
    ['an empty list', { type: 'array', items: { type: 'string' } }, []],
    ['null', { type: 'null' }, null],
    ['anything', true, {}],
    ['a reference to nowhere', { $ref: '#/$defs/gone' }, {}],
    ['a reference to elsewhere', { $ref: 'https://example.com/schema' }, {}],
  ])('is %s', (_, schema, example) => {
    expect(exampleOf(schema)).toEqual(example);
  });

  test('of a schema that contains itself ends', () => {
    const tree: JsonSchema = { type: 'object', required: ['child'], properties: { child: { $ref: '#' } } };
    expect(JSON.stringify(exampleOf(tree)).length).toBeLessThan(200);
    const loop: JsonSchema = { $ref: '#' };
    expect(exampleOf(loop)).toEqual({});
  });
});

describe('The arguments in words', () => {
  test('say type, whether it is required, and what it means', () => {
    expect(fieldsOf(mail)).toEqual([
      { name: 'to', type: 'list of text (email)', isRequired: true, description: 'Who gets it.' },
      { name: 'subject', type: 'text', isRequired: true, description: undefined },
      { name: 'urgent', type: 'true or false', isRequired: false, description: undefined },
      { name: 'text', type: 'text', isRequired: false, description: 'The text.' },
      { name: 'parts', type: 'list of list of text (email)', isRequired: false, description: undefined },
    ]);
  });

  test('are none where a schema allows anything', () => {
    expect(fieldsOf(true)).toEqual([]);
    expect(fieldsOf({ type: 'object', properties: { a: true } })).toMatchObject([{ name: 'a', type: 'any value' }]);
  });
});
