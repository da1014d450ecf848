using System.Buffers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;

namespace RealtimeHub.Simulation.Net;

/// <summary>Reads what the core has written as clients do: with SignalR's own protocols.</summary>
internal static class Wire
{
    private static readonly JsonHubProtocol Json = new();
    private static readonly MessagePackHubProtocol MessagePack = new();
    private static readonly Binder Parameters = new();

    public static Frame Read(string protocol, ClientMessage message)
    {
        IHubProtocol reader = protocol == "json" ? Json : MessagePack;
        var bytes = message.Bytes;
        var input = new ReadOnlySequence<byte>(bytes);
        var messages = new List<Message>();
        while (reader.TryParseMessage(ref input, Parameters, out var parsed)) messages.Add(Understand(parsed));
        return input.IsEmpty ? new Frame(messages, bytes.Length) : throw new InvalidDataException($"{input.Length} bytes are left over.");
    }

    private static Message Understand(HubMessage? message) => message switch
    {
        InvocationMessage { Target: HubNames.Event, Arguments: [string topic, long offset, string data, var meta] } =>
            new Message.Event(topic, offset, data, (meta as EventMeta)?.Key),
        InvocationMessage { Target: HubNames.Gap, Arguments: [string topic, long from, long to, string reason] } => new Message.Gap(topic, from, to, reason),
        _ => throw new InvalidDataException($"No client understands {message}."),
    };

    private sealed class Binder : IInvocationBinder
    {
        private static readonly Type[] Event = [typeof(string), typeof(long), typeof(string), typeof(EventMeta)];
        private static readonly Type[] Gap = [typeof(string), typeof(long), typeof(long), typeof(string)];

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => methodName == HubNames.Event ? Event : Gap;

        public Type GetReturnType(string invocationId) => typeof(object);

        public Type GetStreamItemType(string streamId) => typeof(object);
    }
}
