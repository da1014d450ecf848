import { limits } from './plan.mjs';

const SECONDS_IN_MINUTE = 60;
const BYTES_IN_MB = 1_048_576;

/** What no subscriber and no publisher may have met. */
const faults = ['lost', 'repeated', 'outOfOrder', 'announced', 'brokenConnections', 'unpublished', 'unanswered'];
const faultFigures = ['not-recovered', 'slow-lost', 'slow-repeated'];

/** The slope of the straight line that fits best, for each step. */
export function slopeOf(values) {
  if (values.length < 2) return 0;
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  return values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0) / squares;
}

/**
 * Judges a soak.
 * @param {{ minutes: number, report: object, before: { descriptors: number }, after: { descriptors: number, memory: number },
 *   errors: string[] }} soak `report` is that of the load tool, `before` and `after` are what the server held without clients
 * @returns {{ name: string, value: string, failed: boolean }[]} a line for each check
 */
export function judge({ minutes, report, before, after, errors }) {
  return [ledger(report), memory(minutes, report), descriptors(before, after), log(errors)];
}

function ledger({ faults: met, figures, throughput }) {
  const figure = (name) => figures.find((one) => one.name === name)?.value ?? 0;
  const wrong = [
    ...faults.map((name) => [name, met[name]]),
    ...faultFigures.map((name) => [name, figure(name)]),
  ].filter(([, count]) => count > 0);
  const found = wrong.length === 0 ? 'clean' : wrong.map(([name, count]) => `${name} ${count.toLocaleString('en')}`).join(', ');
  const what = `${throughput.delivered.toLocaleString('en')} deliveries, ${figure('churned').toLocaleString('en')} came back`;
  return { name: 'ledger', value: `${found}; ${what}`, failed: wrong.length > 0 };
}

function memory(minutes, { seconds }) {
  const all = seconds.flatMap(({ serverMemoryBytes }) => (serverMemoryBytes === undefined ? [] : [serverMemoryBytes / BYTES_IN_MB]));
  if (all.length === 0) return { name: 'memory', value: 'never read', failed: true };
  const growth = slopeOf(all.slice(Math.floor(all.length / 2))) * SECONDS_IN_MINUTE;
  const judged = minutes >= limits.minutesToJudge;
  const limit = judged ? `limit ${limits.growth}` : `not judged below ${limits.minutesToJudge} minutes`;
  const ends = `${Math.round(all[0])} MB first, ${Math.round(all.at(-1))} MB last`;
  return { name: 'memory', value: `${growth.toFixed(2)} MB a minute in the second half (${limit}); ${ends}`, failed: judged && growth > limits.growth };
}

function descriptors(before, after) {
  const value = `${before.descriptors} without clients, ${after.descriptors} when all had left (limit ${limits.descriptors} more)`;
  return { name: 'descriptors', value, failed: after.descriptors > before.descriptors + limits.descriptors };
}

function log(errors) {
  return { name: 'server log', value: errors.length === 0 ? 'no errors' : `${errors.length} errors: ${errors[0]}`, failed: errors.length > 0 };
}
