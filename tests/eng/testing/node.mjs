import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, run } from '../command.mjs';
import { inRepository, logFolder } from '../repository.mjs';
import { asOneTest, checked, forget } from './score.mjs';

const LIMIT_MS = 8 * 60_000;

/** Whether the package in the folder has a script of that name. */
export function hasScript(folder, script) {
  return script in (JSON.parse(readFileSync(inRepository(folder, 'package.json'), 'utf8')).scripts ?? {});
}

/** Runs a script that either passes or fails as a whole. */
export async function runCheck(folder, script) {
  return asOneTest(await run(logName(folder, script), npm('run', script, '--silent'), { cwd: inRepository(folder), limitMs: LIMIT_MS }));
}

/** Runs the Vitest tests of a package. */
export async function runVitest(folder, filter) {
  mkdirSync(logFolder, { recursive: true });
  const report = join(logFolder, `${logName(folder, 'vitest')}.json`);
  forget(report);
  const filters = filter ? ['--testNamePattern', escaped(filter), '--passWithNoTests'] : [];
  const vitest = [inRepository('node_modules', 'vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const command = [process.execPath, [...vitest, ...filters]];
  const result = await run(logName(folder, 'vitest'), command, { cwd: inRepository(folder), limitMs: LIMIT_MS });
  return checked(result, readReport(report), { mayBeEmpty: Boolean(filter) });
}

/** A file that cannot even be loaded has no tests to count; it counts as one failed test. */
function readReport(report) {
  if (!existsSync(report)) return undefined;
  const { numPassedTests, numFailedTests, numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const broken = testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'));
  return { passed: numPassedTests, failed: numFailedTests + broken.length, skipped: numTotalTests - numPassedTests - numFailedTests };
}

const logName = (folder, script) => `${folder.replaceAll('/', '-')}-${script}`;
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
