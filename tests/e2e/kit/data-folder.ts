import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder with files for tasks, for the tests of a file. */
export function useDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'realtimehub-data-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
