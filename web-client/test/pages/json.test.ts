import { describe, expect, test } from 'vitest';
import { jsonTokens } from '../../pages/inspector/json-view.js';
import { checkJson } from '../../pages/publish/json-check.js';

describe('The check of JSON', () => {
  test.each(['1', '-0.5e+3', '"a"', 'true', 'null', '[]', '{}', ' {"a": [1, {"b": "\\u00e9\\n"}]} \n', '"\\\\"'])(
    'accepts %s',
    (text) => {
      expect(checkJson(text)).toBeUndefined();
    },
  );

  test.each([
    ['', 1, 1, 'nothing here'],
    ['{\n  "a": 1,\n  b: 2\n}', 3, 3, 'a name in double quotes'],
    ['{"a" 1}', 1, 6, 'a colon'],
    ['{"a": 1 "b": 2}', 1, 9, 'a comma or }'],
    ['[1, 2', 1, 6, 'a comma or ]'],
    ['[1,]', 1, 4, 'one comma too many'],
    ['{"a":}', 1, 6, 'a value'],
    ["{'a': 1}", 1, 2, 'a name in double quotes'],
    ["['a']", 1, 2, 'double quotes'],
    ['[yes]', 1, 2, 'double quotes'],
    ['"abc', 1, 1, 'does not end'],
    ['"a\\"', 1, 1, 'does not end'],
    ['"a\\x"', 1, 3, 'no such escape'],
    ['"a\tb"', 1, 3, 'control character'],
    ['01', 1, 1, 'not a number'],
    ['+1', 1, 1, 'not a number'],
    ['1.', 1, 1, 'not a number'],
    ['{} {}', 1, 4, 'more follows'],
    ['{"a":', 1, 6, 'the text ends'],
  ])('says where and what is wrong with %j', (text, line, column, message) => {
    const problem = checkJson(text);
    expect(problem).toMatchObject({ line, column });
    expect(problem?.message).toContain(message);
  });

  test('agrees with the parser of the platform', () => {
    const pieces = ['{', '}', '[', ']', '"a"', ':', ',', '1', 'tru', 'true', ' ', '\\', '"', '-', '0', '.', 'e'];
    let seed = 1;
    const next = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const differing: string[] = [];
    for (let run = 0; run < 20_000; run += 1) {
      const text = Array.from({ length: next(9) }, () => pieces[next(pieces.length)]).join('');
      if ((checkJson(text) === undefined) !== parses(text)) differing.push(text);
    }
    expect(differing).toEqual([]);
  });

  test('refuses what is nested deeper than the server accepts', () => {
    expect(checkJson('['.repeat(64) + ']'.repeat(64))).toBeUndefined();
    expect(checkJson('['.repeat(65) + ']'.repeat(65))?.message).toContain('64');
  });
});

describe('Coloured JSON', () => {
  test('is cut into pieces that together are the text', () => {
    const text = JSON.stringify({ name: 'a "quoted" word', n: -1.5e3, on: true, none: null, list: ['x: 1'] }, null, 2);
    const tokens = jsonTokens(text);
    expect(tokens.map((token) => token.text).join('')).toBe(text);
    expect(tokens.filter((token) => token.kind === 'key').map((token) => token.text)).toContain('"name"');
    expect(tokens).toContainEqual({ kind: 'string', text: '"x: 1"' });
    expect(tokens).toContainEqual({ kind: 'number', text: '-1500' });
    expect(tokens).toContainEqual({ kind: 'word', text: 'null' });
  });

  test('stays plain when it is long', () => {
    expect(jsonTokens('[' + '1,'.repeat(20_000) + '1]')).toHaveLength(1);
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
