import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

const alive = new Set<ChildProcess>();

// Whatever ends the tests, nothing that they started stays behind.
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** A process that a test has started, and what it prints. */
export class Running {
  /** Everything printed so far, on both streams. */
  output = '';

  /** Settled when the process has ended: its exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;

  private readonly child: ChildProcess;

  constructor(command: string, args: string[], options: SpawnOptions = {}) {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    alive.add(child);
    this.exited = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    // Whoever cares awaits it; for the others it is no unhandled rejection.
    this.exited.then(
      () => alive.delete(child),
      () => alive.delete(child),
    );
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', this.take);
  }

  /** Resolves when the process has printed this; rejects, with all it has printed, when it ends before. */
  async says(text: string): Promise<void> {
    let ended = false;
    const end = this.exited.then(
      () => (ended = true),
      () => (ended = true),
    );
    while (!this.output.includes(text)) {
      if (ended) throw new Error(`The process ended before it said "${text}". It said:\n${this.output}`);
      await Promise.race([once(this.child, 'printed'), end]);
    }
  }

  /** Sends the signal, and waits for the end. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }

  private readonly take = (text: string): void => {
    this.output += text;
    this.child.emit('printed');
  };
}
