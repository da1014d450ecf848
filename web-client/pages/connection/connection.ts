import type { RealtimeHubClient } from '../../src/index.js';
import { Observable } from '../base/observable.js';
import { describeConnection, type ConnectionStatus } from './connection-status.js';

const COUNTDOWN_MS = 250;

/** The status of the client as a value that changes with its state, its latency, and the seconds to the next try. */
export function watchConnection(client: RealtimeHubClient): Observable<ConnectionStatus> {
  let wasLive = false;
  const describe = (): ConnectionStatus => {
    wasLive ||= client.state.kind === 'connected';
    return describeConnection(client.state, { latencyMs: client.latencyMs, wasLive, now: Date.now() });
  };
  const status = new Observable(describe());
  const refresh = (): void => {
    const next = describe();
    const same = next.kind === status.value.kind && next.detail === status.value.detail;
    if (!same || next.reason !== status.value.reason) status.set(next);
  };
  client.on('state', refresh);
  client.on('latency', refresh);
  setInterval(() => {
    if (client.state.kind === 'waiting') refresh();
  }, COUNTDOWN_MS);
  return status;
}
