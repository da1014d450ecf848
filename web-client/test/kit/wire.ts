import { JsonHubProtocol, NullLogger, type IHubProtocol } from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';

/** A hub message, in the members that SignalR names. */
export type HubMessage = Record<string, unknown>;

/** Writes and reads frames as a server does, in the protocol that the client asked for. */
export class Wire {
  private readonly protocol: IHubProtocol;

  constructor(private readonly name: string) {
    this.protocol = name === 'messagepack' ? new MessagePackHubProtocol() : new JsonHubProtocol();
  }

  write(messages: HubMessage[]): string | Uint8Array {
    const parts = messages.map((message) => {
      const part = this.protocol.writeMessage(message as never);
      return typeof part === 'string' ? Buffer.from(part) : Buffer.from(part);
    });
    const frame = Buffer.concat(parts);
    return this.name === 'messagepack' ? frame : frame.toString();
  }

  read(frame: Buffer | string): HubMessage[] {
    const input = typeof frame === 'string' ? frame : new Uint8Array(frame).buffer;
    return this.protocol.parseMessages(input, NullLogger.instance).map((message) => ({ ...message }));
  }
}
