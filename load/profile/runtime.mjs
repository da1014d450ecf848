import { readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../tests/eng/terminal.mjs';

// The diagnostics protocol of the .NET runtime: a header of 20 bytes, then what the command wants.
const HEADER = 20;
const MAGIC = 'DOTNET_IPC_V1\0';
const PROCESS_COMMANDS = 0x04;
const ENABLE_PERF_MAP = 0x05;
const ONLY_THE_MAP = 3;
const ANSWER = 0xff;
const FINE = 0x00;

/** What the server needs to be started with, or perf does not find its code: pages that are mapped once, and not from a file. */
export const serverEnvironment = { DOTNET_EnableWriteXorExecute: '0' };

/** The process below another one that runs a program, by the name of its file. */
export function findProgram(parent, file) {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]));
  return [...parents.keys()].find((pid) => isBelow(pid, parent, parents) && argumentsOf(pid).some((part) => part.endsWith(`/${file}`)));
}

/** Lets a runtime write down where the code of its methods lies, of those that it has compiled and those to come. */
export async function enablePerfMap(pid) {
  const name = readdirSync(tmpdir()).find((file) => file.startsWith(`dotnet-diagnostic-${pid}-`) && file.endsWith('-socket'));
  if (!name) throw new Problem(`Process ${pid} has no diagnostics port: is it .NET, and DOTNET_EnableDiagnostics not 0?`);
  const message = Buffer.alloc(HEADER + 4);
  message.write(MAGIC, 'latin1');
  message.writeUInt16LE(message.length, 14);
  message.writeUInt8(PROCESS_COMMANDS, 16);
  message.writeUInt8(ENABLE_PERF_MAP, 17);
  message.writeUInt32LE(ONLY_THE_MAP, HEADER);
  const answer = await ask(join(tmpdir(), name), message);
  if (answer[16] !== ANSWER || answer[17] !== FINE) throw new Problem(`Process ${pid} does not say where its methods lie: .NET 8 or newer is needed.`);
}

function ask(path, message) {
  return new Promise((resolve, reject) => {
    const parts = [];
    const socket = connect(path, () => socket.write(message));
    socket.on('data', (part) => {
      parts.push(part);
      const answer = Buffer.concat(parts);
      if (answer.length < HEADER) return;
      socket.destroy();
      resolve(answer);
    });
    socket.on('error', (error) => reject(new Problem(`The runtime does not answer at its diagnostics port: ${error.message}`)));
  });
}

const processes = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);

const argumentsOf = (pid) => read(pid, 'cmdline').split('\0');

const parentOf = (pid) => Number(/^PPid:\s*(\d+)/m.exec(read(pid, 'status'))?.[1]);

function isBelow(pid, ancestor, parents) {
  for (let at = pid; at; at = parents.get(at)) if (at === ancestor) return true;
  return false;
}

/** Empty for a process that is gone meanwhile. */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
