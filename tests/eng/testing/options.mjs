import { Problem } from '../terminal.mjs';

export const groups = ['dotnet', 'web', 'e2e'];

export const help = `Usage: npm test [-- OPTIONS]

Installs what the tests need, builds once, runs all tests, and ends with one line 'N passed, N failed'.
The exit code is 1 when anything failed. What a failed part printed is shown, and all output is in artifacts/logs.

  --only GROUP     only one group: ${groups.join(', ')}; may be repeated or hold several, with commas
                     dotnet  all .NET test projects
                     web     type check, lint and tests of the web client; the examples in deploy
                     e2e     real server, real clients, real browser
  --filter TEXT    only the tests whose full name contains the text; type check and lint are left out
  --help           this text`;

/** @returns {{ help: boolean, only: Set<string>, filter: string | undefined }} */
export function parseOptions(args) {
  const options = { help: false, only: new Set(), filter: undefined };
  const rest = args.flatMap((arg) => (/^--\w+=/.test(arg) ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)] : [arg]));
  while (rest.length > 0) {
    const name = rest.shift();
    if (name === '--help' || name === '-h') options.help = true;
    else if (name === '--only') valueOf(name, rest).split(',').forEach((group) => options.only.add(known(group)));
    else if (name === '--filter') options.filter = valueOf(name, rest);
    else throw new Problem(`'${name}' is no option of npm test.\n\n${help}`);
  }
  if (options.only.size === 0) groups.forEach((group) => options.only.add(group));
  return options;
}

function valueOf(name, rest) {
  const value = rest.shift();
  if (!value) throw new Problem(`${name} needs a value.\n\n${help}`);
  return value;
}

function known(group) {
  if (!groups.includes(group)) throw new Problem(`'${group}' is no group of tests: ${groups.join(', ')}.`);
  return group;
}
