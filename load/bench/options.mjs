import { Problem } from '../../tests/eng/terminal.mjs';
import { chosen, parse, whole } from './arguments.mjs';
import { servers } from './servers.mjs';
import { shapes } from './shapes.mjs';
import { variants } from './variants.mjs';

const idsOf = (list) => list.map(({ id }) => id).join(', ');

export const help = `Measures RealtimeHub and its peers in one run: each server in turn on one core, the same client on another.

  npm run bench [-- options]

  --only LIST        these servers; the floor is always among them
                     ${idsOf(servers)};
                     RealtimeHub under other settings: ${idsOf(variants)}
  --shapes LIST      these shapes (default all)
${shapes
  .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  .map((shape) => `                     ${shape.id}  ${shape.title}`)
  .join('\n')}
  --rounds N         how often each server has its turn, 1 to 20 (default 2); every other round goes backwards
  --seconds N        how long each shape is measured, 2 to 120 (default 8)
  --quick            one round, 4 seconds, short warm-ups: to see that all works, not to compare
  --smoke            only shows that each server delivers: 50 subscribers, 2 seconds
  --json FILE        also write the results there (always: artifacts/bench/results.json, .md, .svg)
  --from FILE        measures nothing: makes table and pictures again from the JSON of an earlier run
  --write-docs       also write tables and pictures into docs/performance.md and README.md
  --help

Installs what is missing: Debian packages (as root, or with sudo), npm packages, .NET builds. What cannot be had is left out, and
the table says so. Linux with two cores. Everything stays on the loopback interface.`;

const known = {
  only: { type: 'string' },
  shapes: { type: 'string' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  quick: { type: 'boolean', default: false },
  smoke: { type: 'boolean', default: false },
  json: { type: 'string' },
  from: { type: 'string' },
  'write-docs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** @returns {{ servers: object[], shapes: object[], rounds: number, seconds: number, warmup?: number, smoke: boolean, json?: string, from?: string, writeDocs: boolean, help: boolean }} */
export function parseOptions(args) {
  const values = parse(args, known, help);
  const partial = ['only', 'shapes', 'quick', 'smoke'].find((name) => values[name]);
  if (values['write-docs'] && partial) throw new Problem(`--write-docs wants the whole field: leave out --${partial}.`);
  return {
    servers: chosen('--only', values.only && `floor,${values.only}`, [...servers, ...variants], servers),
    shapes: chosen('--shapes', values.shapes?.toUpperCase(), shapes),
    rounds: whole('--rounds', values.rounds, values.quick ? 1 : 2, 1, 20),
    seconds: whole('--seconds', values.seconds, values.quick ? 4 : 8, 2, 120),
    ...(values.quick ? { warmup: 5 } : {}),
    smoke: values.smoke,
    json: values.json,
    from: values.from,
    writeDocs: values['write-docs'],
    help: values.help,
  };
}
