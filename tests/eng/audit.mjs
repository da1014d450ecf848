import { readFileSync } from 'node:fs';
import { npm, run } from './command.mjs';
import { Problem } from './terminal.mjs';

const LIMIT_MS = 60_000;
const GRAVE = ['high', 'critical'];

/**
 * Asks the registry whether a package that we ship has a known, grave vulnerability, and fails when it has. NuGet asks by itself, at each restore.
 * A registry that does not answer that question is no reason to fail: nothing is known then.
 */
export async function auditPackages() {
  const { log } = await run('npm-audit', npm('audit', '--omit=dev', '--audit-level=high', '--json', '--audit'), { limitMs: LIMIT_MS });
  const report = readReport(log);
  if (!report?.vulnerabilities) return { detail: 'the registry did not answer' };
  const grave = Object.values(report.vulnerabilities).filter(({ severity }) => GRAVE.includes(severity));
  if (grave.length === 0) return { detail: 'no grave vulnerability is known' };
  throw new Problem(`These packages have known vulnerabilities: ${grave.map(({ name, severity }) => `${name} (${severity})`).join(', ')}. See 'npm audit --omit=dev'.`);
}

/** npm writes warnings around the JSON. */
function readReport(log) {
  const text = readFileSync(log, 'utf8');
  try {
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}
