import { afterAll, beforeAll, expect } from 'vitest';
import { HubServer, type Settings } from './hub-server.js';

/** A server for the tests of a file or suite. When they are done it must have warned of nothing but what is expected. */
export function useServer(settings: Settings = {}, expectedWarning?: RegExp): () => HubServer {
  let server: HubServer | undefined;
  beforeAll(async () => {
    server = await HubServer.start(settings);
  });
  afterAll(async () => {
    await server?.kill();
    expect(server?.warnings.filter((line) => expectedWarning?.test(line) !== true)).toEqual([]);
  });
  return () => {
    if (!server) throw new Error('The server runs only while tests do');
    return server;
  };
}

let topics = 0;

/** The name of a topic that no other test uses. */
export function newTopic(namespace = 'demo'): string {
  topics++;
  return `${namespace}:test-${topics}`;
}
