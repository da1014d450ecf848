import {
  HttpTransportType,
  HubConnectionBuilder,
  JsonHubProtocol,
  LogLevel,
  MessageType,
  type HubConnection,
  type HubMessage,
  type IHubProtocol,
} from '@microsoft/signalr';
import type { ClientSettings } from './options.js';
import { HubTarget, type SubscribeReply } from './protocol.js';

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

/**
 * SignalR tells of messages, not of frames; a frame is what its protocol parses at once. And it settles calls later than it hands out what came after their answers: a
 * message of our own before each answer to Subscribe says where it stood.
 */
function noticed(protocol: IHubProtocol, onFrame: () => void): IHubProtocol {
  const parse = protocol.parseMessages.bind(protocol);
  protocol.parseMessages = (input, logger) => {
    onFrame();
    const messages = parse(input, logger);
    return messages.some((message) => answered(message)) ? messages.flatMap(marked) : messages;
  };
  return protocol;
}

/** The topic of an answer to Subscribe; the answers to other calls do not say whether something was recovered. */
function answered(message: HubMessage): string | undefined {
  if (message.type !== MessageType.Completion) return undefined;
  const result = message.result as Partial<SubscribeReply> | null | undefined;
  return result?.recovered === undefined ? undefined : result.topic;
}

function marked(message: HubMessage): HubMessage[] {
  const topic = answered(message);
  return topic === undefined
    ? [message]
    : [{ type: MessageType.Invocation, target: HubTarget.Answered, arguments: [topic] }, message];
}
