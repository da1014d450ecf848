import { createRequire } from 'node:module';
import * as signalR from '@microsoft/signalr';
import type { Browser, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import NodeWebSocket from 'ws';
import type { HubServer } from '../hub-server.js';
import { hubProtocol, type Protocol } from '../protocols.js';
import { newSession, type Seen, type Session, type SessionOptions } from './signalr-session.js';

/** One way to use @microsoft/signalr. */
export interface Way {
  place: 'Node' | 'Chromium';
  protocol: Protocol;
  skipsNegotiation: boolean;
}

export const ways: Way[] = (['Node', 'Chromium'] as const).flatMap((place) =>
  (['json', 'messagepack'] as const).flatMap((protocol) =>
    [false, true].map((skipsNegotiation) => ({ place, protocol, skipsNegotiation })),
  ),
);

/** A connection of @microsoft/signalr, wherever it runs. */
export interface SignalRClient {
  seen(): Promise<Seen>;
  invoke(method: string, ...args: unknown[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** Connects for the rest of the test. */
export async function connect(way: Way, server: HubServer, browser: Browser): Promise<SignalRClient> {
  const options = { url: server.hubUrl, skipsNegotiation: way.skipsNegotiation };
  return way.place === 'Node' ? inNode(way.protocol, options) : inPage(way.protocol, options, server, browser);
}

/** The data of the events of a topic, in the order in which they came. */
export async function dataOf(client: SignalRClient, topic: string): Promise<unknown[]> {
  const { events } = await client.seen();
  return events.filter(([name]) => name === topic).map(([, , data]) => data);
}

async function inNode(protocol: Protocol, options: SessionOptions): Promise<SignalRClient> {
  const ingredients = { signalR, protocol: hubProtocol(protocol), WebSocket: NodeWebSocket as never };
  const { connection, seen } = newSession(ingredients, options);
  await connection.start();
  onTestFinished(() => connection.stop());
  return {
    seen: () => Promise.resolve(seen),
    invoke: (method, ...args) => connection.invoke(method, ...args),
    stop: () => connection.stop(),
  };
}

/** What is global in the page. */
type PageWindow = typeof globalThis & {
  signalR: typeof signalR & { protocols: { msgpack: { MessagePackHubProtocol: new () => signalR.IHubProtocol } } };
  session: Session;
};

async function inPage(
  protocol: Protocol,
  options: SessionOptions,
  server: HubServer,
  browser: Browser,
): Promise<SignalRClient> {
  const page = await openPage(server, browser);
  await page.evaluate(
    async ([source, isJson, how]) => {
      const own = globalThis as PageWindow;
      const { signalR, WebSocket } = own;
      const make = (0, eval)(`(${source})`) as typeof newSession;
      const protocol = isJson ? new signalR.JsonHubProtocol() : new signalR.protocols.msgpack.MessagePackHubProtocol();
      own.session = make({ signalR, protocol, WebSocket }, how);
      await own.session.connection.start();
    },
    [newSession.toString(), protocol === 'json', options] as const,
  );
  return {
    seen: () => page.evaluate(() => (globalThis as PageWindow).session.seen),
    invoke: (method, ...args) =>
      page.evaluate(([name, all]) => (globalThis as PageWindow).session.connection.invoke<unknown>(name, ...all), [
        method,
        args,
      ] as const),
    stop: () => page.evaluate(() => (globalThis as PageWindow).session.connection.stop()),
  };
}

/**
 * A page with nothing on it but SignalR's scripts. The server itself has to send it: pages that come from anywhere else may not open
 * WebSockets to this machine.
 */
async function openPage(server: HubServer, browser: Browser): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: true });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(`${server.url}/v1/topics`);
  for (const path of [scriptOf('signalr'), scriptOf('signalr-protocol-msgpack')]) await page.addScriptTag({ path });
  return page;
}

function scriptOf(name: string): string {
  const folder = createRequire(import.meta.url)
    .resolve(`@microsoft/${name}/package.json`)
    .replace('package.json', '');
  return `${folder}dist/browser/${name}.js`;
}
