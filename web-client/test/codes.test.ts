import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CloseCode, ErrorCode } from '../src/codes.js';

/** The members of an enum in the server's contracts. */
function contract(name: string): Map<string, number> {
  const file = new URL(`../../server/RealtimeHub.Contracts/${name}.cs`, import.meta.url);
  const members = readFileSync(file, 'utf8').matchAll(/^ {4}(\w+) = (\d+),$/gm);
  return new Map([...members].map(([, member = '', value]) => [member, Number(value)]));
}

describe('the numbers that client and server share', () => {
  test.each([
    ['ErrorCode', ErrorCode],
    ['CloseCode', CloseCode],
  ])('%s is the same in both', (name, table) => {
    expect(Object.keys(table).length).toBeGreaterThan(5);
    expect(new Map<string, number>(Object.entries(table))).toEqual(contract(name));
  });
});
