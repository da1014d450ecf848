import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { firstLineOf, npm, runOrFail } from './command.mjs';
import { hashOf, inRepository, modifiedAt, newestChange } from './repository.mjs';
import { Problem } from './terminal.mjs';

const NODE = [20, 19];

/** Says what is missing on this machine before anything else fails for it. */
export async function checkTools() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NODE[0] || (major === NODE[0] && minor < NODE[1])) {
    throw new Problem(`Node.js ${NODE.join('.')} or newer is needed; this is ${process.versions.node}. Get it from https://nodejs.org/`);
  }
  // Run in the repository: there global.json decides which SDK is good enough.
  const sdk = firstLineOf('dotnet', ['--version']);
  if (sdk) return { detail: `.NET SDK ${sdk}, Node.js ${process.versions.node}` };
  const wanted = JSON.parse(readFileSync(inRepository('global.json'), 'utf8')).sdk.version;
  const found = firstLineOf('dotnet', ['--list-runtimes']) === undefined ? 'dotnet was not found' : 'dotnet is there, but no SDK that fits';
  throw new Problem(
    `The .NET SDK 10 is needed, ${wanted} or newer: ${found}.\nGet it from https://dotnet.microsoft.com/download/dotnet/10.0 and try again.`,
  );
}

/** Installs the npm packages of the lock file, unless exactly these were installed before. */
export async function installPackages() {
  const stamp = inRepository('node_modules', '.realtimehub-installed');
  const wanted = `${hashOf(inRepository('package-lock.json'))} ${process.platform}-${process.arch}\n`;
  if (modifiedAt(stamp) && readFileSync(stamp, 'utf8') === wanted) return { detail: 'up to date' };
  await runOrFail('npm-ci', npm('ci', '--no-audit', '--no-fund'));
  writeFileSync(stamp, wanted);
  return { detail: 'installed' };
}

/** Builds the client library and the pages that the server shows, unless nothing changed since the last time. */
export async function buildWebClient() {
  if (modifiedAt(builtPage()) > newestChange(webSources())) return { detail: 'up to date' };
  await runOrFail('web-client', npm('run', 'build'));
  if (!modifiedAt(builtPage())) throw new Problem("'npm run build' has not made server/RealtimeHub.Server/wwwroot/index.html.");
  return { detail: 'built' };
}

const builtPage = () => inRepository('server', 'RealtimeHub.Server', 'wwwroot', 'index.html');

/** All that goes into a build: src, pages, configuration files, and the versions of packages; not the tests. */
function webSources() {
  const folder = inRepository('web-client');
  const parts = readdirSync(folder).filter((name) => !['dist', 'node_modules', 'test', 'README.md'].includes(name));
  return [...parts.map((name) => `${folder}/${name}`), inRepository('package-lock.json')];
}

/**
 * Builds a .NET project or solution with all that it needs.
 * @param {string} name of the log
 * @param {string} target path in the repository
 * @param {'Debug' | 'Release'} configuration
 */
export async function buildDotnet(name, target, configuration) {
  // Worker nodes would stay for 15 minutes and keep files open; there is no second build to speed up.
  const options = ['-nologo', '-v:quiet', '-clp:NoSummary', `-m:${availableParallelism()}`, '-nodeReuse:false'];
  // The compilers live for minutes: to measure their code first and compile it once more costs a seventh of their CPU.
  await runOrFail(name, ['dotnet', ['build', target, '-c', configuration, ...options]], { env: { DOTNET_TieredPGO: '0' } });
  return { detail: 'built' };
}
