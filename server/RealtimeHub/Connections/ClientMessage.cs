using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Transport.Hubs;

namespace RealtimeHub.Connections;

/// <summary>
/// Encoded hub messages that go to clients in one write. Made once and shared by all of them, in the form that their transport takes: as they
/// are, or with a WebSocket frame around them. Forms are made when the first client needs one.
/// </summary>
internal sealed class ClientMessage
{
    private const string Json = "json";

    private readonly string _protocol;

    // Two shards may both make one; either is good.
    private SerializedHubMessage? _forSignalR;
    private MessageFrame? _frame;

    public ClientMessage(string protocol, ReadOnlyMemory<byte> bytes) => (_protocol, Bytes) = (protocol, bytes);

    public ReadOnlyMemory<byte> Bytes { get; }

    public SerializedHubMessage ForSignalR => _forSignalR ??= new SerializedHubMessage([new SerializedMessage(_protocol, Bytes)]);

    public MessageFrame Frame => _frame ??= new MessageFrame(Bytes.Span, isText: _protocol == Json);
}
