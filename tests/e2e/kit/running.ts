import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams, type SpawnOptions } from 'node:child_process';
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

  private readonly child: ChildProcessWithoutNullStreams;
  private over = false;

  constructor(command: string, args: string[], options: SpawnOptions = {}) {
    const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    // It may end while something is on its way to it.
    child.stdin.on('error', () => undefined);
    this.child = child;
    alive.add(child);
    this.exited = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    // Whoever cares awaits it; for the others it is no unhandled rejection.
    this.exited.then(this.ended, this.ended);
    child.stdout.setEncoding('utf8').on('data', this.take);
    child.stderr.setEncoding('utf8').on('data', this.take);
  }

  /** Resolves when the process has printed this; rejects, with all it has printed, when it ends before. */
  async says(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.output)) {
      if (this.over) throw new Error(`The process ended before it said ${pattern.source}. It said:\n${this.output}`);
      await once(this.child, 'news');
    }
  }

  /** Gives it a line to read. */
  tell(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  /** Sends the signal, and waits for the end. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }

  private readonly take = (text: string): void => {
    this.output += text;
    this.child.emit('news');
  };

  private readonly ended = (): void => {
    this.over = true;
    alive.delete(this.child);
    this.child.emit('news');
  };
}
