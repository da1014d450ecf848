import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { firstLineOf, runOrFail } from '../command.mjs';

/** Debian's Python: one that comes first on the path may be another, without Debian's packages. */
const python = process.env.PYTHON_PATH ?? '/usr/bin/python3';

/** What the tests need from the system: the Debian package, and the programs of which one has to be there, or the module of Python. */
const needed = [
  { package: 'chromium', programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], use: 'the browser tests' },
  { package: 'redis-server', programs: ['redis-server'], use: 'the tests of several nodes' },
  { package: 'python3-websockets', module: 'websockets', use: 'the tests with other WebSocket clients' },
];

/** Installs what is missing where that can be done without asking: on Debian, as root. Otherwise tells what to install. */
export async function installSystemPackages() {
  const missing = needed.filter((item) => !isThere(item));
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

const isThere = ({ programs, module }) => (module ? hasModule(module) : programs.some(onPath));
const hasModule = (name) => firstLineOf(python, ['-c', `import ${name}; print(${name}.__name__)`]) === name;
const onPath = (program) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
