using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace RealtimeHub.Client.Wire;

/// <summary>
/// SignalR's JSON protocol, except that the server's own messages are read here and handed on at once.
/// </summary>
/// <remarks>
/// Handing them on while parsing looks odd, and is the point. SignalR would put them into an unbounded queue on one path and answer
/// calls on another, so an event could overtake the answer to the Subscribe that it belongs to. Here everything that moves a
/// subscription is seen in the order of the wire, and the only queue is the bounded one of the subscription.
/// </remarks>
internal sealed class RealtimeHubProtocol : IHubProtocol
{
    private const byte RecordSeparator = 0x1E;

    private readonly JsonHubProtocol _json = new(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = WireFormat.Options }));
    private readonly IServerMessageSink _sink;

    public RealtimeHubProtocol(IServerMessageSink sink) => _sink = sink;

    public string Name => _json.Name;

    public int Version => _json.Version;

    public TransferFormat TransferFormat => _json.TransferFormat;

    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _json.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _json.WriteMessage(message, output);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var isTaken = false;
        while (input.PositionOf(RecordSeparator) is { } end)
        {
            var record = input.Slice(0, end);
            var terminated = input.Slice(0, input.GetPosition(1, end));
            input = input.Slice(terminated.End);
            if (TryTake(record))
            {
                isTaken = true;
                continue;
            }

            // A message type that SignalR does not know yields nothing, and is skipped.
            if (_json.TryParseMessage(ref terminated, binder, out message))
            {
                Note(message);
                return true;
            }
        }

        // SignalR only knows of what it gets: without this it would take a server for silent that sends nothing but events. A ping says just that the server is there.
        message = isTaken ? PingMessage.Instance : null;
        return isTaken;
    }

    private bool TryTake(in ReadOnlySequence<byte> record)
    {
        try
        {
            if (ServerMessageReader.Read(record) is not { } message)
            {
                return false;
            }

            _sink.OnMessage(message);
            return true;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The server sent a message that is not JSON.", e);
        }
    }

    private void Note(HubMessage message)
    {
        switch (message)
        {
            case CompletionMessage { Result: SubscribeAnswer reply }:
                _sink.OnSubscribed(reply);
                break;
            case CloseMessage:
                _sink.OnClose();
                break;
        }
    }
}
