import { spawnSync } from 'node:child_process';
import { run } from '../../tests/eng/command.mjs';
import { inRepository } from '../../tests/eng/repository.mjs';

/** The version of a Debian package without what Debian adds to it, or undefined when it is not installed. */
export function installedVersion(name) {
  const { status, stdout } = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Abbrev}${Version}', name], { encoding: 'utf8' });
  if (status !== 0 || !stdout.startsWith('ii ')) return undefined;
  return stdout
    .slice(3)
    .replace(/^\d+:/, '')
    .replace(/[-+].*$/, '');
}

/**
 * Installs what is missing, where that can be done without asking.
 * @param {string[]} names of packages
 * @returns {Promise<{ detail: string, missing: Map<string, string> }>} for each that is not there afterwards: why
 */
export async function installDebianPackages(names) {
  const wanted = names.filter((name) => installedVersion(name) === undefined);
  if (wanted.length === 0) return { detail: 'there', missing: new Map() };
  const prefix = rootPrefix();
  if (prefix === undefined)
    return { detail: 'not installed', missing: because(wanted, 'not installed, and neither root nor sudo without a password') };
  if (spawnSync('apt-get', ['--version']).status !== 0)
    return { detail: 'not installed', missing: because(wanted, 'no apt-get on this system') };
  await asRoot(prefix, 'bench-apt-update', 'apt-get', 'update', '-q');
  const unknown = wanted.filter((name) => !isKnown(name));
  const known = wanted.filter((name) => !unknown.includes(name));
  const failed = await install(prefix, known);
  const detail = `installed ${known.filter((name) => !failed.has(name)).join(', ') || 'nothing'}`;
  return { detail, missing: new Map([...because(unknown, 'this system has no such package'), ...failed]) };
}

/** All at once; when that fails one after the other, so that one does not keep the others away. */
async function install(prefix, names) {
  const script = inRepository('load', 'bench', 'install-debian.sh');
  if (names.length === 0 || (await asRoot(prefix, 'bench-apt-install', 'sh', script, ...names)) === 0) return new Map();
  const failed = [];
  for (const name of names) {
    if ((await asRoot(prefix, `bench-apt-install-${name}`, 'sh', script, name)) !== 0) failed.push(name);
  }
  return because(failed, 'apt-get cannot install it');
}

const because = (names, reason) => new Map(names.map((name) => [name, `${name}: ${reason}`]));

async function asRoot(prefix, log, ...command) {
  const [program, ...args] = [...prefix, ...command];
  return (await run(log, [program, args])).code;
}

function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

function isKnown(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' });
  return /^ {2}Candidate: (?!\(none\))/m.test(stdout ?? '');
}
