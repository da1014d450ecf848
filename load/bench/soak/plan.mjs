/** What the load tool does; see 'npm run load -- mixed --help'. Half of the events go to the first topic, which 5,833 follow. */
const load = {
  connections: 10_000,
  topics: 6,
  rate: 8,
  bytes: 1_024,
  'churn-rate': 50,
  'slow-never': 50,
  'slow-count': 50,
  'slow-rate': 1_024,
  settle: 0,
  warmup: 20,
};

/** What goes before: files and threads that a server opens when it first needs them are no leak. */
export const firstLoad = { connections: 200, warmup: 1, seconds: 5, settle: 0 };

const SECONDS = 60;

/** All read for a sixth of the time; then some become slow, so that what holds their events is full before the second half. */
export function planOf(minutes) {
  const seconds = Math.round(minutes * SECONDS);
  const quiet = Math.max(1, Math.round(seconds / 6));
  return { ...load, quiet, seconds: seconds - quiet };
}

export const limits = {
  /** Of the straight line through the resident memory of the second half, in MB a minute. */
  growth: 2,

  /** A shorter run is for trying it out: the runtime has not settled yet, and its memory is shown and not judged. */
  minutesToJudge: 10,

  /** How many more a server may hold when all clients have left than after its first ones. */
  descriptors: 6,

  /** How long it may take to let go of them, in seconds. */
  patience: 30,
};
