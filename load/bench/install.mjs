import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, run, runOrFail } from '../../tests/eng/command.mjs';
import { buildDotnet, checkTools } from '../../tests/eng/prepare.mjs';
import { hashOf, modifiedAt } from '../../tests/eng/repository.mjs';
import { step } from '../../tests/eng/terminal.mjs';
import { installDebianPackages, installedVersion } from './debian.mjs';
import { benchFolder, floorProgram, floorSource, loadProject, peersFolder } from './programs.mjs';

/**
 * Installs and builds what the servers need. A peer that cannot be had does not stop the others; the load tool and our own
 * server have to build.
 * @returns {Promise<Map<string, string>>} servers that are left out, and why
 */
export async function install(servers) {
  mkdirSync(benchFolder, { recursive: true });
  await step('tools', checkTools);
  const leftOut = new Map();
  await debian(servers, leftOut);
  if (servers.some(({ needs }) => needs.npm))
    await optional(
      servers.filter(({ needs }) => needs.npm),
      leftOut,
      'npm packages',
      installNpmPackages,
    );
  if (servers.some(({ needs }) => needs.cc))
    await optional(
      servers.filter(({ needs }) => needs.cc),
      leftOut,
      'C floor',
      buildFloor,
    );
  for (const project of new Set([loadProject, ...servers.flatMap(({ needs }) => needs.dotnet ?? [])])) {
    await step(project, () => buildDotnet('bench-build', project, 'Release'));
  }
  return leftOut;
}

async function debian(servers, leftOut) {
  const packagesOf = ({ needs }) => [...(needs.debian ?? []), ...(needs.cc && !hasCompiler() ? ['gcc', 'libc6-dev'] : [])];
  const names = [...new Set(servers.flatMap(packagesOf))];
  if (names.length === 0) return;
  const { missing } = await step('Debian packages', async () => {
    const result = await installDebianPackages(names);
    return { ...result, failed: result.missing.size > 0, detail: [result.detail, ...result.missing.values()].join('; ') };
  });
  for (const server of servers) {
    const reasons = packagesOf(server)
      .filter((name) => missing.has(name))
      .map((name) => missing.get(name));
    if (reasons.length > 0) leftOut.set(server.id, reasons.join('; '));
  }
}

async function optional(servers, leftOut, name, work) {
  const wanted = servers.filter((server) => !leftOut.has(server.id));
  if (wanted.length === 0) return;
  const { failed, detail } = await step(name, work);
  if (failed) for (const server of wanted) leftOut.set(server.id, detail);
}

/** Exactly those of the lock file of the peers, unless they were installed before. */
async function installNpmPackages() {
  const stamp = join(peersFolder, 'node_modules', '.installed');
  const wanted = `${hashOf(join(peersFolder, 'package-lock.json'))} ${process.platform}-${process.arch}\n`;
  if (modifiedAt(stamp) && readFileSync(stamp, 'utf8') === wanted) return { detail: 'up to date' };
  const { code } = await run('bench-npm', npm('ci', '--no-audit', '--no-fund'), { cwd: peersFolder });
  if (code !== 0) return { failed: true, detail: 'npm cannot install its packages (artifacts/logs/bench-npm.log)' };
  writeFileSync(stamp, wanted);
  return { detail: 'installed' };
}

async function buildFloor() {
  await runOrFail('bench-floor', ['cc', ['-O2', '-Wall', '-o', floorProgram, floorSource]]);
  return { detail: 'built' };
}

const hasCompiler = () => spawnSync('cc', ['--version']).status === 0;

/** Which version of each server is measured, as far as it has one of its own. */
export function versionsOf(servers) {
  return new Map(
    servers
      .filter(({ version }) => version)
      .map(({ id, version }) => [id, version.deb ? installedVersion(version.deb) : npmVersion(version.npm)]),
  );
}

function npmVersion(name) {
  const file = join(peersFolder, 'node_modules', name, 'package.json');
  return modifiedAt(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}
