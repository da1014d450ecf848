using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.TestKit;

/// <summary>
/// A protocol of SignalR that shows each message as it is read off the wire. SignalR's client itself hands events and answers
/// on along different paths, so their order can be seen nowhere else.
/// </summary>
public sealed class WatchedProtocol : IHubProtocol
{
    private readonly IHubProtocol _inner;
    private readonly Action<HubMessage> _onRead;

    public WatchedProtocol(Wire wire, Action<HubMessage> onRead) =>
        (_inner, _onRead) = (wire.IsBinary() ? new MessagePackHubProtocol() : new JsonHubProtocol(), onRead);

    public string Name => _inner.Name;

    public int Version => _inner.Version;

    public TransferFormat TransferFormat => _inner.TransferFormat;

    public bool IsVersionSupported(int version) => _inner.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _inner.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _inner.WriteMessage(message, output);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        if (!_inner.TryParseMessage(ref input, binder, out message)) return false;
        _onRead(message);
        return true;
    }
}
