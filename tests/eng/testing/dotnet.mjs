import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../command.mjs';
import { inRepository, logFolder } from '../repository.mjs';
import { checked, forget } from './score.mjs';

const LIMIT_MS = 8 * 60_000;

/** The names of all projects under tests/ that are test programs. */
export function testProjects() {
  const tests = inRepository('tests');
  return readdirSync(tests).filter((name) => {
    const project = join(tests, name, `${name}.csproj`);
    return existsSync(project) && readFileSync(project, 'utf8').includes('"xunit.v3"');
  });
}

/** Runs one test project, or those of its tests whose full name contains the filter. */
export function runTestProject(name, filter, { more = [], ...options } = {}) {
  return runTestProgram(name, { filters: [...(filter ? ['-method', `*${filter}*`] : []), ...more], mayBeEmpty: Boolean(filter), ...options });
}

/**
 * Each test project is a program, and is run as such: its report and its exit code then belong to it alone.
 * @param {string} name of the project
 * @param {{ filters: string[], log?: string, env?: Record<string, string>, limitMs?: number, mayBeEmpty?: boolean, givesWay?: boolean }} options
 */
export async function runTestProgram(name, { filters, log = name, env = {}, limitMs = LIMIT_MS, mayBeEmpty = false, givesWay = false }) {
  mkdirSync(logFolder, { recursive: true });
  const program = inRepository('tests', name, 'bin', 'Debug', 'net10.0', `${name}.dll`);
  const report = join(logFolder, `${log}.ctrf.json`);
  forget(report);
  const result = await run(log, ['dotnet', ['exec', program, '-noLogo', '-noColor', ...filters, '-result-ctrf', report]], { env, limitMs, givesWay });
  return checked(result, readReport(report), { mayBeEmpty });
}

/** Common Test Report Format. Errors outside of tests, such as in clean-up, are listed by suite. */
function readReport(report) {
  if (!existsSync(report)) return undefined;
  const { results } = JSON.parse(readFileSync(report, 'utf8'));
  const { passed, failed, tests } = results.summary;
  const errors = (results.extra?.suites ?? []).flatMap((suite) => [
    ...(suite.errors ?? []),
    ...(suite.collections ?? []).flatMap((collection) => collection.errors ?? []),
  ]);
  return { passed, failed: failed + errors.length, skipped: tests - passed - failed };
}
