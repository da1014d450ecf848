using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Support;

/// <summary>Reads hub messages as a client without our library does: with SignalR's own protocols.</summary>
internal static class HubMessages
{
    private static readonly JsonHubProtocol Json = new();
    private static readonly MessagePackHubProtocol MessagePack = new();

    public static IHubProtocol Protocol(string name) => name == "json" ? Json : MessagePack;

    /// <summary>All messages of a buffer. Each must bind to exactly the parameters of its target.</summary>
    /// <param name="protocol">The name of the protocol.</param>
    /// <param name="bytes">What was written.</param>
    /// <param name="withMeta">Whether the client binds <c>event</c> with four parameters; three otherwise.</param>
    /// <param name="data">What the client takes the data for.</param>
    public static List<InvocationMessage> Read(string protocol, ReadOnlyMemory<byte> bytes, bool withMeta = false, Type? data = null)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        var binder = new Binder(withMeta, data ?? (protocol == "json" ? typeof(JsonElement) : typeof(object)));
        var messages = new List<InvocationMessage>();
        while (Protocol(protocol).TryParseMessage(ref input, binder, out var message)) messages.Add(Assert.IsType<InvocationMessage>(message));
        Assert.True(input.IsEmpty, "bytes are left over");
        return messages;
    }

    private sealed class Binder(bool withMeta, Type data) : IInvocationBinder
    {
        public IReadOnlyList<Type> GetParameterTypes(string methodName) => methodName switch
        {
            HubNames.Event when withMeta => [typeof(string), typeof(long), data, typeof(EventMeta)],
            HubNames.Event => [typeof(string), typeof(long), data],
            HubNames.PresenceChanged => [typeof(string), data],
            HubNames.Gap => [typeof(string), typeof(long), typeof(long), typeof(string)],
            HubNames.Disconnecting => [typeof(int), typeof(string), typeof(bool), typeof(long)],
            _ => throw new InvalidOperationException($"Nothing binds {methodName}."),
        };

        public Type GetReturnType(string invocationId) => typeof(object);

        public Type GetStreamItemType(string streamId) => typeof(object);
    }
}
