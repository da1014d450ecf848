import { basename } from 'node:path';

const known = new Map();

/**
 * Reads one frame of a stack as perf prints it: an address, a symbol, and the file that it lies in.
 * @param {string} line
 * @returns {{ module: string, type: string, name: string, isManaged: boolean, isKernel: boolean, isOptimized?: boolean }}
 */
export function readFrame(line) {
  const text = line.trim().replace(/^[0-9a-f]+ /, '');
  let frame = known.get(text);
  if (!frame) known.set(text, (frame = make(text)));
  return frame;
}

function make(text) {
  const bracket = text.replace(' (deleted))', ')').lastIndexOf(' (');
  const symbol = text.slice(0, bracket);
  const file = text.slice(bracket + 2, -1);
  if (file.startsWith('[')) return { module: 'kernel', type: '', name: symbol, isManaged: false, isKernel: !file.startsWith('[vdso') };
  if (/perf-\d+\.map$/.test(file)) return managed(symbol);

  // Code that was compiled before: the file says whose it is, and nobody knows which method.
  const module = basename(file).replace(/\.dll$/, '');
  const name = symbol === '[unknown]' ? `(${module})` : symbol;
  return { module, type: '', name, isManaged: file.endsWith('.dll'), isKernel: false, isOptimized: false };
}

/** `instance void [Assembly] Namespace.Type::Method(arguments)[Tier]` */
function managed(symbol) {
  const found = /\[([A-Za-z][\w.]*)\] (.+?)::(.+)$/.exec(symbol);
  if (!found) return { module: 'runtime', type: '', name: symbol === '[unknown]' ? '(stub)' : symbol.replace(/<.*/, ''), isManaged: false, isKernel: false };
  const [, module, type, rest] = found;
  const method = rest.replace(/\(.*$/, '');
  const isOptimized = /\[Optimized\w*\]$/.test(rest);
  return { module, type, name: shortNameOf(type, method), isManaged: true, isKernel: false, isOptimized };
}

/** A state machine has the name of the method that it was made of; namespaces and type arguments say little here. */
function shortNameOf(type, method) {
  const machine = /^(.*)\+<(\w+)>d__\d+$/.exec(type);
  const [owner, name] = machine ? [machine[1], machine[2]] : [type, method];
  const plain = owner.replace(/\[.*$/, '').replace(/`\d+/g, '');
  return `${plain.slice(plain.lastIndexOf('.') + 1)}.${name}`;
}
