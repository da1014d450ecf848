import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fromRoot, SERVER_DLL, SERVER_PROJECT } from './paths.js';

/** Builds what the tests run, where nobody has built it yet. */
export default function setup(): void {
  if (!existsSync(SERVER_DLL)) run('dotnet', 'build', SERVER_PROJECT, '-c', 'Debug');
  if (!existsSync(`${SERVER_PROJECT}/wwwroot/index.html`)) run('npm', 'run', 'build');
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd: fromRoot(''), stdio: 'inherit' });
}
