using System.Buffers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;

namespace RealtimeHub.TestKit.Raw;

/// <summary>Reads and writes hub messages with SignalR's own protocols, without anything of ours. The data of an event is taken for a text.</summary>
public sealed class WireProtocol : IInvocationBinder
{
    private readonly IHubProtocol _protocol;
    private readonly bool _withMeta;

    /// <param name="name"><c>json</c> or <c>messagepack</c>.</param>
    /// <param name="withMeta">Whether every event has its meta, as <c>AlwaysSendMeta</c> makes it; otherwise none may have it.</param>
    public WireProtocol(string name, bool withMeta = false)
    {
        _withMeta = withMeta;
        _protocol = name switch
        {
            "json" => new JsonHubProtocol(),
            "messagepack" => new MessagePackHubProtocol(),
            _ => throw new ArgumentException($"'{name}' is no protocol.", nameof(name)),
        };
    }

    public string Name => _protocol.Name;

    public bool IsBinary => _protocol.TransferFormat == Microsoft.AspNetCore.Connections.TransferFormat.Binary;

    public ReadOnlyMemory<byte> Handshake
    {
        get
        {
            var request = new ArrayBufferWriter<byte>();
            HandshakeProtocol.WriteRequestMessage(new HandshakeRequestMessage(_protocol.Name, _protocol.Version), request);
            return request.WrittenMemory;
        }
    }

    public ReadOnlyMemory<byte> Write(HubMessage message) => _protocol.GetMessageBytes(message);

    /// <summary>Takes the next message off the input.</summary>
    /// <returns>Null when the input holds no whole message.</returns>
    public HubMessage? Read(ref ReadOnlySequence<byte> input) => _protocol.TryParseMessage(ref input, this, out var message) ? message : null;

    public IReadOnlyList<Type> GetParameterTypes(string methodName) => methodName switch
    {
        HubNames.Event when _withMeta => [typeof(string), typeof(long), typeof(string), typeof(EventMeta)],
        HubNames.Event => [typeof(string), typeof(long), typeof(string)],
        HubNames.Gap => [typeof(string), typeof(long), typeof(long), typeof(string)],
        HubNames.Unsubscribed => [typeof(string), typeof(int), typeof(string)],
        HubNames.Disconnecting => [typeof(int), typeof(string), typeof(bool), typeof(long)],
        _ => throw new InvalidOperationException($"Nothing binds {methodName}."),
    };

    // Only subscribe calls have a result that is looked at.
    public Type GetReturnType(string invocationId) => invocationId.StartsWith('s') ? typeof(SubscribeReply) : typeof(object);

    public Type GetStreamItemType(string streamId) => typeof(object);
}
