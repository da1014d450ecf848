const coloured = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
const paint = (code) => (text) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : String(text));

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);
export const cyan = paint(36);

export const say = (text = '') => process.stdout.write(`${text}\n`);

/** An outcome that is explained to the user as it stands, without a stack trace. */
export class Problem extends Error {
  /** @param {string} message what is wrong, and what to do about it */
  constructor(message) {
    super(message);
    this.name = 'Problem';
  }
}

export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * Runs one step and prints one line for it: its name at once, what came of it and how long it took when it is done.
 * @template T
 * @param {string} name
 * @param {() => Promise<{ detail?: string, failed?: boolean }>} work
 */
export async function step(name, work) {
  process.stdout.write(`  ${name.padEnd(28)} `);
  const started = performance.now();
  try {
    const result = await work();
    say(line(result.failed ? red(result.detail ?? 'failed') : (result.detail ?? 'done'), performance.now() - started));
    return result;
  } catch (error) {
    say(line(red('failed'), performance.now() - started));
    throw error;
  }
}

const line = (text, ms) => `${text}  ${dim(seconds(ms))}`;
