import type { ClientState } from '../../src/index.js';
import { closeWords } from '../base/words.js';

/** The four states that people see. */
export type StatusKind = 'connecting' | 'live' | 'reconnecting' | 'disconnected';

/** What the connection pill shows, and what the line below it explains. */
export interface ConnectionStatus {
  kind: StatusKind;
  label: string;
  /** Changes while the state stays: latency, or seconds to the next try. */
  detail: string;
  /** Why, in words; only when there is something to explain. */
  reason?: string;
}

/** What the transport says is meant for developers; they find it in the console. */
const LOST = 'The connection to the server is lost.';
const UNREACHED = 'The server cannot be reached.';

/** Puts the state of the client in words. `wasLive`: whether this page has been connected before. */
export function describeConnection(
  state: ClientState,
  context: { latencyMs: number | undefined; wasLive: boolean; now: number },
): ConnectionStatus {
  switch (state.kind) {
    case 'connected':
      return { kind: 'live', label: 'Live', detail: latency(context.latencyMs) };
    case 'connecting':
      return context.wasLive || state.attempt > 1
        ? { kind: 'reconnecting', label: 'Reconnecting', detail: 'now' }
        : { kind: 'connecting', label: 'Connecting', detail: '' };
    case 'waiting': {
      const seconds = Math.max(0, Math.ceil((state.retryAt - context.now) / 1000));
      const reason = closeWords(state.reason.code, context.wasLive ? LOST : UNREACHED);
      return { kind: 'reconnecting', label: 'Reconnecting', detail: `in ${seconds} s`, reason };
    }
    case 'disconnected': {
      const reason = state.reason && closeWords(state.reason.code, state.reason.message);
      return { kind: 'disconnected', label: 'Disconnected', detail: '', ...(reason ? { reason } : {}) };
    }
  }
}

function latency(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms < 9.95 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}
