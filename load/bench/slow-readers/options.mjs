import { Problem } from '../../../tests/eng/terminal.mjs';
import { chosen, parse, whole } from '../arguments.mjs';
import { servers } from '../servers.mjs';

const usual = ['realtimehub-json', 'signalr-json'];
const choices = servers.filter(({ dialect }) => /^(realtimehub|signalr)-/.test(dialect));
const policies = ['Recover', 'Latest', 'Disconnect'];
const POLICY = 'RealtimeHub:DefaultNamespace:Behind:Policy';

/** Numbers of the plan: what they say, what they are without an option, and their limits. */
const numbers = {
  connections: ['how many subscribers, the slow ones included', 5_000, 2, 28_000],
  rate: ['events a second', 3, 1, 1_000],
  bytes: ['data of an event', 10_240, 64, 1_000_000],
  warmup: ['seconds of publishing before anything is measured', 25, 0, 600],
  quiet: ['seconds in which all read', 30, 1, 3_600],
  seconds: ['seconds in which some are slow', 100, 1, 3_600],
  'slow-never': ['how many stop reading', 50, 0, 10_000],
  'slow-count': ['how many read slowly', 50, 0, 10_000],
  'slow-rate': ['how many bytes a second these read', 1_024, 1, 1_000_000_000],
};

const numberHelp = Object.entries(numbers)
  .map(([name, [text, value]]) => `  ${`--${name} N`.padEnd(18)} ${text} (default ${value.toLocaleString('en')})`)
  .join('\n');

export const help = `Do clients that do not read hurt those that do? RealtimeHub and plain SignalR in turn on one core, the same client on another.
First all subscribers of one topic read; then some stop, and some read slowly. They go on pinging, and come back when they are cut.

  npm run bench:slow-readers [-- options]

${numberHelp}
  --policy NAME      what RealtimeHub does with clients that are behind: ${policies.join(', ')} (default ${policies[0]})
  --set NAME=VALUE   another setting of RealtimeHub, such as RealtimeHub:DefaultNamespace:Behind:MaxTime=00:00:05
  --only LIST        these servers (default ${usual.join(',')})
                     ${choices.map(({ id }) => id).join(', ')}
  --rounds N         how often each has its turn, 1 to 20 (default 1); the tables show medians
  --quick            a few seconds with few clients: to see that all works, not to compare
  --json FILE        also write the results there (always: artifacts/bench/slow-readers.json, .md, .svg)
  --from FILE        measures nothing: makes tables and picture again from the JSON of an earlier run
  --write-docs       also write the tables into docs/performance.md and the picture into docs/images
  --help

The exit code is 1 when a healthy client of RealtimeHub lost anything, or got it twice or out of order, or when a slow one did
without a notice. What plain SignalR does is reported, not judged. Linux with two cores. Everything stays on the loopback interface.`;

const quick = { connections: 200, warmup: 2, quiet: 4, seconds: 8, 'slow-never': 5, 'slow-count': 5, rate: 20 };

const known = {
  ...Object.fromEntries(Object.keys(numbers).map((name) => [name, { type: 'string' }])),
  policy: { type: 'string', default: policies[0] },
  set: { type: 'string', multiple: true, default: [] },
  only: { type: 'string', default: usual.join(',') },
  rounds: { type: 'string' },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  from: { type: 'string' },
  'write-docs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** @returns {{ plan: Record<string, number>, settings: Record<string, string>, servers: object[], rounds: number, json?: string, from?: string, writeDocs: boolean, help: boolean }} */
export function parseOptions(args) {
  const values = parse(args, known, help);
  const { json, from } = values;
  return {
    plan: planOf(values),
    settings: settingsOf(values),
    servers: chosen('--only', values.only, choices),
    rounds: whole('--rounds', values.rounds, 1, 1, 20),
    json,
    from,
    writeDocs: values['write-docs'],
    help: values.help,
  };
}

function planOf(values) {
  const fallback = values.quick ? quick : {};
  const plan = Object.fromEntries(
    Object.entries(numbers).map(([name, [, value, min, max]]) => [name, whole(`--${name}`, values[name], fallback[name] ?? value, min, max)]),
  );
  if (plan['slow-never'] + plan['slow-count'] >= plan.connections) throw new Problem('More slow subscribers than subscribers: nobody would be healthy.');
  return plan;
}

function settingsOf({ policy, set }) {
  const name = policies.find((one) => one.toLowerCase() === policy.toLowerCase());
  if (!name) throw new Problem(`--policy: there are ${policies.join(', ')}, and no '${policy}'.`);
  const pairs = set.map((pair) => /^([^=]+)=(.*)$/.exec(pair)?.slice(1));
  if (pairs.includes(undefined)) throw new Problem('--set needs a setting and its value, such as RealtimeHub:Connections:WriteTimeout=00:00:05.');
  return { [POLICY]: name, ...Object.fromEntries(pairs) };
}
