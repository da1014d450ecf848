import { JsonHubProtocol, type IHubProtocol } from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';

/** How hub messages are written. */
export type Protocol = 'json' | 'messagepack';

export const protocols: Protocol[] = ['json', 'messagepack'];

export function hubProtocol(protocol: Protocol): IHubProtocol {
  return protocol === 'json' ? new JsonHubProtocol() : new MessagePackHubProtocol();
}
