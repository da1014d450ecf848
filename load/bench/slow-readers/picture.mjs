const MiB = 2 ** 20;
const count = (value) => value.toLocaleString('en');

/**
 * The picture as the load tool draws it: latency of the healthy clients and memory of the server over time, of one run of each server.
 * @param {{ plan: Record<string, number>, settings: Record<string, string>, servers: object[], runs: object[] }} bench
 */
export function pictureOf({ plan, settings, servers, runs }) {
  const shown = servers
    .map((server, colour) => ({ name: server.name, colour, report: middleOf(runs.filter((run) => run.server === server.id && run.report)) }))
    .filter(({ report }) => report);
  const curves = (what, of, isDashed = false) =>
    shown.map(({ name, colour, report }) => ({ name: `${name}${what}`, colour, isDashed, values: report.seconds.map((second) => of(second) ?? null) }));
  return {
    title: `${count(plan.connections - plan['slow-never'] - plan['slow-count'])} clients that read, while ${count(plan['slow-never'] + plan['slow-count'])} others do not keep up`,
    phases: phasesOf(plan),
    charts: [
      {
        title: 'Latency of the clients that read',
        unit: 'ms, logarithmic',
        isLogarithmic: true,
        curves: [...curves(', p99', ({ p99 }) => p99), ...curves(', p50', ({ p50 }) => p50, true)],
      },
      { title: 'Memory of the server', unit: 'MiB, resident', curves: curves('', ({ serverMemoryBytes }) => serverMemoryBytes && serverMemoryBytes / MiB) },
    ],
    notes: notesOf(plan, settings, servers),
  };
}

const phasesOf = ({ quiet, seconds, ...plan }) => [
  { name: 'all read', from: 0, to: quiet },
  { name: `${count(plan['slow-never'])} stop reading, ${count(plan['slow-count'])} read ${count(plan['slow-rate'])} bytes/s`, from: quiet, to: quiet + seconds },
];

/** The run in the middle, by what it is about. */
function middleOf(runs) {
  const sorted = runs.map(({ report }) => report).sort((a, b) => a.phases[1].latency.p99 - b.phases[1].latency.p99);
  return sorted[(sorted.length - 1) >> 1];
}

function notesOf(plan, settings, servers) {
  const policy = settings['RealtimeHub:DefaultNamespace:Behind:Policy'];
  return [
    `${count(plan.rate)} events a second of ${count(plan.bytes)} bytes, ${count(plan.connections)} subscribers of one topic. Latency counts from the moment at which an event was due, and stands at that second.`,
    ...(servers.some(({ ours }) => ours) ? [`RealtimeHub: the policy ${policy} for clients that are behind.`] : []),
    ...(servers.some(({ ours }) => !ours)
      ? ['Plain SignalR: await Clients.Group(topic).SendAsync(...), which comes back when the slowest member has room for the event.']
      : []),
  ];
}
