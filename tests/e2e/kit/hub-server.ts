import { createServer } from 'node:net';
import { SERVER_DLL, SERVER_PROJECT } from './paths.js';
import { Running } from './running.js';

/** Settings of the server by their names in the configuration. */
export type Settings = Record<string, string | number | boolean>;

/** Who serves the WebSockets of the hub: event loops of our own, or SignalR. */
export const transports = ['direct', 'signalr'] as const;

export type Transport = (typeof transports)[number];

/** Settings of a server whose WebSockets are served so. */
export function servedBy(transport: Transport, settings: Settings = {}): Settings {
  return { 'RealtimeHub:Transport:Direct': transport === 'direct', ...settings };
}

/**
 * What no test is about: what a Development server always warns of, and that Kestrel's clock came late, which tells how busy
 * the machine is on which tests run.
 */
const EXPECTED =
  /Development: clients and publishers on this machine need no key|Kestrel: As of .+ the heartbeat has been running for/;

/** The real server as a process of its own, which a test may stop, kill and start again at the same address. */
export class HubServer {
  private process: Running | undefined;

  /** What the lives that have ended printed. */
  private earlier = '';

  private constructor(
    readonly port: number,
    private readonly settings: Settings,
  ) {}

  static async start(settings: Settings = {}): Promise<HubServer> {
    const server = new HubServer(await freePort(), settings);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get hubUrl(): string {
    return `${this.url}/hub`;
  }

  /** What all lives of this server have warned of, errors included. */
  get warnings(): string[] {
    const lines = (this.earlier + (this.process?.output ?? '')).split('\n');
    return lines.filter((line) => /^\S+ (WRN|ERR|FTL) /.test(line) && !EXPECTED.test(line));
  }

  async start(): Promise<void> {
    const settings = Object.entries(this.settings).map(([name, value]) => `--${name}=${value}`);
    this.process = new Running('dotnet', [SERVER_DLL, '--urls', this.url, ...settings], {
      cwd: SERVER_PROJECT,
      // It lives for seconds: to compile its code once costs less than to do it quickly and again.
      env: { ...process.env, ASPNETCORE_ENVIRONMENT: 'Development', DOTNET_TieredCompilation: '0' },
    });
    await this.process.says(/listens on/);
  }

  /** Ends it as an operator does. Resolves to the exit code. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** Ends it as a power failure does: no last word to anybody. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const ended = this.process;
    if (!ended) return null;
    const code = await ended.end(signal);
    this.process = undefined;
    this.earlier += ended.output;
    return code;
  }
}

/**
 * A port that nobody listens on, below the range from which connections take theirs: while a server is away, no connection
 * of anybody may sit on its port.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}
