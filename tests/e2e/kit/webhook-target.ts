import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

/** One call of a webhook that waits for its answer. */
export interface Delivery {
  body: string;
  answer(status: number, text: string, headers?: OutgoingHttpHeaders): void;
}

/** Somebody whom the server calls, and who answers only when a test says what. */
export class WebhookTarget {
  private readonly waiting: Delivery[] = [];
  private readonly takers: ((delivery: Delivery) => void)[] = [];
  private readonly server: Server = createServer((request, response) => void this.take(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** The next call. */
  next(): Promise<Delivery> {
    const first = this.waiting.shift();
    return first ? Promise.resolve(first) : new Promise((resolve) => this.takers.push(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
    const answer: Delivery['answer'] = (status, text, headers = {}) => {
      response.writeHead(status, headers).end(text);
    };
    const taker = this.takers.shift();
    if (taker) taker({ body, answer });
    else this.waiting.push({ body, answer });
  }
}

/** A target for the tests of a file. */
export function useWebhookTarget(): WebhookTarget {
  const target = new WebhookTarget();
  beforeAll(() => target.start());
  afterAll(() => {
    target.stop();
  });
  return target;
}
