import { expect, it, onTestFinished } from 'vitest';
import { BareClient } from './kit/bare-client.js';
import { HubServer } from './kit/hub-server.js';
import { RawPeer } from './kit/raw-peer.js';

const startServer = async (): Promise<HubServer> => {
  const server = await HubServer.start();
  onTestFinished(() => server.kill());
  return server;
};

it('a server that stops tells every client when to come back', async () => {
  const server = await startServer();
  const clients = await Promise.all([1, 2, 3, 4, 5].map(() => BareClient.connect(server.hubUrl, 'json')));
  for (const client of clients) await client.invoke('Time');

  expect(await server.stop()).toBe(0);
  for (const client of clients) {
    await expect.poll(() => client.closed).toBe(true);
    expect(client.goodbyes).toEqual([[3001, expect.any(String), true, expect.any(Number)]]);
  }
  expect(server.warnings).toEqual([]);
});

it('clients that connect while it stops do not hold up a server', async () => {
  const server = await startServer();
  let over = false;
  const stopped = server.stop().finally(() => (over = true));
  const knock = async (): Promise<void> => {
    while (!over) await Promise.race([RawPeer.connect(server.hubUrl, 'json').catch(() => undefined), stopped]);
  };
  await Promise.all([knock(), knock(), knock()]);

  expect(await stopped).toBe(0);
  expect(server.warnings).toEqual([]);
});
