import type { HubServer } from '../hub-server.js';

interface Negotiated {
  connectionToken: string;
  availableTransports: { transport: string; transferFormats: string[] }[];
}

/** Asks how one may connect, as SignalR's clients do first. */
export async function negotiate(server: HubServer): Promise<Negotiated> {
  const response = await fetch(`${server.hubUrl}/negotiate?negotiateVersion=1`, { method: 'POST' });
  return (await response.json()) as Negotiated;
}

/** Where a WebSocket to the hub is opened. */
export function socketUrl(server: HubServer, token?: string): string {
  const url = server.hubUrl.replace('http', 'ws');
  return token === undefined ? url : `${url}?id=${encodeURIComponent(token)}`;
}
