import { median } from '../statistics.mjs';

const MiB = 2 ** 20;

/** The p99 of a phase; undefined when nothing that was due in it came at all. */
export const slowest = ({ latency }) => (latency.count > 0 ? latency.p99 : undefined);
const p50 = ({ latency }) => (latency.count > 0 ? latency.p50 : undefined);
const named = (name) => (report) => report.figures.find((figure) => figure.name === name)?.value;
const quiet = (of) => (report) => of(report.phases[0]);
const slow = (of) => (report) => of(report.phases[1]);

/** What the tables show of a run: its name, the digits behind the point, and how a report has it. */
const ofHealthy = [
  ['latency p50 while all read, ms', 1, quiet(p50)],
  ['latency p50 with slow readers, ms', 1, slow(p50)],
  ['latency p99 while all read, ms', 1, quiet(slowest)],
  ['latency p99 with slow readers, ms', 1, slow(slowest)],
  ['p99 with slow readers / while all read', 2, named('p99-ratio')],
  ['deliveries a second while all read, slow ones included', 0, quiet((phase) => phase.deliveredPerSecond)],
  ['deliveries a second with slow readers', 0, slow((phase) => phase.deliveredPerSecond)],
  ['CPU of the server while all read, %', 0, quiet((phase) => phase.serverCpuPercent)],
  ['CPU of the server with slow readers, %', 0, slow((phase) => phase.serverCpuPercent)],
  ['memory while all read, MiB', 0, quiet((phase) => phase.serverMemoryBytes / MiB)],
  ['memory at the end with slow readers, MiB', 0, slow((phase) => phase.serverMemoryBytes / MiB)],
  ['its growth in the second half, MiB a minute', 1, named('memory-growth')],
  ['lost + repeated + out of order', 0, ({ faults }) => disorderOf(faults)],
  ['connections that broke', 0, ({ faults }) => faults.brokenConnections],
  ['events that were not published in time', 0, ({ faults }) => faults.unpublished],
];

const ofSlow = [
  ['events that they read', (group) => group.read],
  ['gap notices', (group) => group.notices],
  ['events that were announced to them as lost', (group) => group.announced],
  ['events lost without a notice, as far as they have read', (group) => group.lost],
  ['events that came again, or late', (group) => group.repeated],
  ['closed with 3008', (group) => group.tooSlow],
  ['closed with another code', (group) => group.otherCloses],
  ['cut', (group) => group.cut],
  ['came back and were continued', (group) => group.continued],
  ['came back and were not continued', (group) => group.cameBack - group.continued],
];

const disorderOf = ({ lost, repeated, outOfOrder }) => lost + repeated + outOfOrder;
const count = (value) => value.toLocaleString('en');

/**
 * The tables of a benchmark, as rows of text with their heads.
 * @param {{ plan: Record<string, number>, servers: object[], runs: object[] }} bench
 */
export function tablesOf({ plan, servers, runs }) {
  const columns = servers
    .map(({ id, name }) => ({ name, reports: runs.filter((run) => run.server === id && run.report).map((run) => run.report) }))
    .filter(({ reports }) => reports.length > 0);
  const table = (title, figures) => [
    [title, ...columns.map(({ name }) => name)],
    ...figures.map(([name, digits, of]) => [name, ...columns.map(({ reports }) => show(median(reports.map(of)), digits))]),
  ];
  const group = (bytes) => ofSlow.map(([name, of]) => [name, 0, (report) => groupOf(report, bytes, of)]);
  return [
    table(`${count(plan.connections - plan['slow-never'] - plan['slow-count'])} healthy clients`, ofHealthy),
    ...(plan['slow-never'] > 0 ? [table(`the ${count(plan['slow-never'])} that do not read`, group(0))] : []),
    ...(plan['slow-count'] > 0
      ? [table(`the ${count(plan['slow-count'])} that read ${count(plan['slow-rate'])} bytes/s`, group(plan['slow-rate']))]
      : []),
  ];
}

function groupOf({ slowReaders }, bytes, of) {
  const group = slowReaders.find(({ bytesPerSecond }) => bytesPerSecond === bytes);
  return group && of(group);
}

const show = (value, digits) =>
  value === undefined ? '' : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** What RealtimeHub promises and did not keep, as sentences. */
export function faultsOf({ servers, runs }) {
  return servers
    .filter(({ ours }) => ours)
    .flatMap(({ id, name }) =>
      runs.filter((run) => run.server === id).flatMap((run) => brokenPromises(run).map((text) => `${name}, round ${run.round}: ${text}`)),
    );
}

function brokenPromises({ report, error }) {
  if (!report) return [error];
  const { faults, slowReaders } = report;
  const lost = slowReaders.reduce((sum, group) => sum + group.lost + group.repeated, 0);
  return [
    disorderOf(faults) > 0 ? `healthy clients lost ${faults.lost}, got ${faults.repeated} twice and ${faults.outOfOrder} out of order` : '',
    faults.brokenConnections > 0 ? `${faults.brokenConnections} connections of healthy clients broke: ${faults.firstFailure}` : '',
    lost > 0 ? `slow clients lost or got twice ${lost} events without a notice` : '',
  ].filter(Boolean);
}
