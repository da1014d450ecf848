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
  ])('%s names every number of the server as the server does', (name, table) => {
    const known = new Map<string, number>(Object.entries(table));
    const sent = contract(name);
    expect(sent.size).toBeGreaterThan(5);
    for (const [member, value] of sent) expect([member, known.get(member)]).toEqual([member, value]);
  });
});
