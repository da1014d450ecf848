import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { fromRoot } from '../paths.js';
import { Running } from '../running.js';

/** How a WebSocket ended. */
export interface Closed {
  code: number;
  reason: string;
}

/** A WebSocket of some implementation, and what came on it. */
export interface Wire {
  readonly isOpen: boolean;
  readonly texts: string[];
  /** What answers to pings carried. */
  readonly pongs: string[];
  readonly closed: Closed | undefined;
  send(text: string): void;
  ping(data: string): void;
  close(code: number, reason: string): void;
}

/** WebSockets that others wrote. */
export const implementations = ['ws', 'node', 'python'] as const;

export type Implementation = (typeof implementations)[number];

/** Those whose users can send pings. */
export const pinging: Implementation[] = ['ws', 'python'];

/** Begins to connect, for the rest of the test. */
export function openWire(implementation: Implementation, url: string): Wire {
  if (implementation === 'ws') return new WsWire(url);
  const [command, args] = implementation === 'node' ? nodeCommand() : pythonCommand();
  return new ProcessWire(new Running(command, [...args, url]));
}

/** The package `ws`, in this process. */
export class WsWire implements Wire {
  isOpen = false;
  readonly texts: string[] = [];
  readonly pongs: string[] = [];
  closed: Closed | undefined;

  private readonly socket: WebSocket;

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('open', () => (this.isOpen = true));
    this.socket.on('message', (text: string) => this.texts.push(text));
    this.socket.on('pong', (data: Buffer) => this.pongs.push(data.toString()));
    this.socket.on('close', (code: number, reason: string) => (this.closed = { code, reason }));
    onTestFinished(() => {
      this.socket.terminate();
    });
  }

  send(text: string): void {
    this.socket.send(text);
  }

  /** Sends one message of text as several frames. */
  sendParts(parts: Uint8Array[]): void {
    parts.forEach((part, index) => {
      this.socket.send(part, { binary: false, fin: index === parts.length - 1 });
    });
  }

  ping(data: string): void {
    this.socket.ping(data);
  }

  close(code?: number, reason?: string): void {
    this.socket.close(code, reason);
  }
}

/** A program that tells, a line of JSON each, what happens on its WebSocket, and is told the same way what to do. */
class ProcessWire implements Wire {
  constructor(private readonly program: Running) {
    onTestFinished(async () => {
      await program.end('SIGKILL');
    });
  }

  get isOpen(): boolean {
    return this.told<true>('open').length > 0;
  }

  get texts(): string[] {
    return this.told('text');
  }

  get pongs(): string[] {
    return this.told('pong');
  }

  get closed(): Closed | undefined {
    return this.told<Closed>('closed')[0];
  }

  send(text: string): void {
    this.order({ send: text });
  }

  ping(data: string): void {
    this.order({ ping: data });
  }

  close(code: number, reason: string): void {
    this.order({ close: { code, reason } });
  }

  private order(order: object): void {
    this.program.tell(JSON.stringify(order));
  }

  private told<T>(what: string): T[] {
    const lines = this.program.output.split('\n').slice(0, -1);
    return lines.flatMap((line) => {
      const news = JSON.parse(line) as Record<string, T>;
      return news[what] === undefined ? [] : [news[what]];
    });
  }
}

/** Node 20 has its WebSocket behind a flag. */
function nodeCommand(): [string, string[]] {
  const needsFlag = Number(process.versions.node.split('.')[0]) < 22;
  const flags = needsFlag ? ['--experimental-websocket', '--no-warnings'] : [];
  return [process.execPath, [...flags, fromRoot('tests/e2e/kit/interop/node-websocket.mjs')]];
}

/** Debian's Python, or the one that `PYTHON_PATH` names. */
function pythonCommand(): [string, string[]] {
  return [process.env['PYTHON_PATH'] ?? '/usr/bin/python3', [fromRoot('tests/e2e/kit/interop/websockets_client.py')]];
}
