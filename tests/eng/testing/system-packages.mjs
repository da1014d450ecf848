import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runOrFail } from '../command.mjs';

/** What the tests need from the system: the Debian package, and the programs of which one has to be there. */
const needed = [
  { package: 'chromium', programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], use: 'the browser tests' },
  { package: 'redis-server', programs: ['redis-server'], use: 'the tests of several nodes' },
];

/** Installs what is missing where that can be done without asking: on Debian, as root. Otherwise tells what to install. */
export async function installSystemPackages() {
  const missing = needed.filter(({ programs }) => !programs.some(onPath));
  if (missing.length === 0) return { detail: 'there' };
  const names = missing.map((item) => item.package);
  if (isDebian() && process.getuid?.() === 0) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await runOrFail('apt-update', ['apt-get', ['update', '-q']], { env });
    await runOrFail('apt-install', ['apt-get', ['install', '-q', '-y', '--no-install-recommends', ...names]], { env });
    return { detail: `installed ${names.join(', ')}` };
  }
  const advice = isDebian() ? `run: sudo apt-get install ${names.join(' ')}` : 'please install';
  return { detail: `missing ${missing.map((item) => `${item.package} (for ${item.use})`).join(', ')}; ${advice}`, failed: true };
}

function isDebian() {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

const onPath = (program) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
