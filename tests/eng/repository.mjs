import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository; everything here runs from it, wherever the command was typed. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the output of builds and tests is kept, for looking at what went wrong. */
export const logFolder = join(root, 'artifacts', 'logs');

export const inRepository = (...parts) => join(root, ...parts);

export function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The time of the newest file in the given files and folders. Folders count too: a deleted file changes its folder. */
export function newestChange(paths) {
  return Math.max(0, ...paths.map(newestIn));
}

function newestIn(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

export function hashOf(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
