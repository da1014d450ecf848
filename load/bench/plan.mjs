/** Seconds of publishing before a measurement when the process is warm: the shape is new to it, the code is not. */
export const WARM = 3;
const IDLE = 5;

/** What a step takes beside warm-up and measurement, until one has shown it: connections a second, and starting the tool. */
const GUESSED_CONNECTS = 2_500;
const GUESSED_OVERHEAD = 3;

/**
 * All steps of a benchmark in their order: every round has all servers in turn, and every other round goes backwards, so that what
 * drifts on the machine hits all of them alike.
 * @param {{ servers: object[], shapes: object[], rounds: number, seconds: number, warmup?: number }} options `warmup` caps that of the servers
 */
export function stepsOf({ servers, shapes, rounds, seconds, warmup = Infinity }) {
  return Array.from({ length: rounds }, (_, i) => i + 1).flatMap((round) => {
    const turn = round % 2 === 0 ? servers.toReversed() : servers;
    const now = shapes.filter((shape) => round === 1 || !shape.once);
    return turn.flatMap((server) => visit(server, now, { round, seconds, warmup }));
  });
}

/** One server in one round: the shapes that want a process of their own, then all others in one that is warmed up once. */
function visit(server, shapes, { round, seconds, warmup }) {
  const ordered = [...shapes.filter((shape) => shape.fresh), ...shapes.filter((shape) => !shape.fresh)];
  let warm = false;
  return ordered.map((whole) => {
    const shape = whole.scenario === 'idle' ? { ...whole, connections: Math.min(whole.connections, server.mostIdle ?? Infinity) } : whole;
    const step = {
      round,
      server,
      shape,
      fresh: shape.fresh || !warm,
      ...timesOf(shape, warm ? WARM : Math.min(server.warmup, warmup), seconds),
    };
    warm ||= !shape.fresh;
    return step;
  });
}

const timesOf = (shape, warmup, seconds) => (shape.scenario === 'idle' ? { warmup: 0, seconds: IDLE } : { warmup, seconds });

/** How long steps will take, in seconds; what was measured counts more than what is guessed, and shows how good guesses are. */
export function timeOf(steps, done) {
  const error = done.length === 0 ? 1 : total(done, ({ took }) => took) / total(done, ({ guessed }) => guessed);
  return total(steps, (step) => measured(step, done) ?? guess(step) * error);
}

const total = (items, of) => items.reduce((sum, item) => sum + of(item), 0);

function measured({ server, shape, warmup, seconds }, done) {
  const same = done.findLast((run) => run.server === server.id && run.shape === shape.id);
  return same && same.took + (warmup + seconds) - (same.warmup + same.seconds);
}

/** How long a step should take, in seconds. */
export const guess = ({ shape, warmup, seconds }) => warmup + seconds + shape.connections / GUESSED_CONNECTS + GUESSED_OVERHEAD;
