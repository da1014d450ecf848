import {
  HttpTransportType,
  HubConnectionBuilder,
  JsonHubProtocol,
  LogLevel,
  type HubConnection,
  type IHubProtocol,
} from '@microsoft/signalr';
import type { ClientSettings } from './options.js';

/**
 * Makes a SignalR connection that has not been started. WebSockets without negotiation: one round trip less, and any
 * node of a cluster will do. SignalR's own reconnect stays off: it gives up, and all clients come back in step.
 */
export async function buildHub(
  settings: ClientSettings,
  onFrame: () => void,
  accessToken: (() => Promise<string>) | undefined,
): Promise<HubConnection> {
  return (
    new HubConnectionBuilder()
      .withUrl(settings.url, {
        transport: HttpTransportType.WebSockets,
        skipNegotiation: true,
        ...(accessToken && { accessTokenFactory: accessToken }),
      })
      .withHubProtocol(noticed(await loadProtocol(settings.protocol), onFrame))
      .withServerTimeout(settings.serverTimeoutMs)
      .withKeepAliveInterval(settings.keepAliveMs)
      // SignalR would print each failed try, and URLs that contain the token; the client's state says all of it.
      .configureLogging(LogLevel.None)
      .build()
  );
}

async function loadProtocol(protocol: ClientSettings['protocol']): Promise<IHubProtocol> {
  if (protocol === 'json') return new JsonHubProtocol();
  const { MessagePackHubProtocol } = await import('@microsoft/signalr-protocol-msgpack');
  return new MessagePackHubProtocol();
}

/** SignalR tells of messages, not of frames; a frame is what its protocol parses at once. */
function noticed(protocol: IHubProtocol, onFrame: () => void): IHubProtocol {
  const parse = protocol.parseMessages.bind(protocol);
  protocol.parseMessages = (input, logger) => {
    onFrame();
    return parse(input, logger);
  };
  return protocol;
}
