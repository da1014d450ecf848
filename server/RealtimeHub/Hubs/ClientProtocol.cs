using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;
using RealtimeHub.Transport.Hubs;

namespace RealtimeHub.Hubs;

/// <summary>
/// A SignalR protocol with what ours adds: errors have codes, the last argument of <c>Publish</c> and <c>StartTask</c> may be left out, events
/// follow the reply of a subscribe, and a broken connection is told why it ends.
/// </summary>
internal sealed class ClientProtocol : IHubProtocol
{
    private readonly IHubProtocol _inner;

    public ClientProtocol(IHubProtocol inner) => _inner = inner;

    public string Name => _inner.Name;

    public int Version => _inner.Version;

    public TransferFormat TransferFormat => _inner.TransferFormat;

    public bool IsVersionSupported(int version) => _inner.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _inner.GetMessageBytes(message);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var start = input;
        if (!TryRead(ref input, binder, out message)) return false;
        message = message switch
        {
            InvocationBindingFailureMessage failure when Is(failure.Target, HubNames.Publish) || Is(failure.Target, HubNames.StartTask) => ParseShort(start, binder) ?? message,
            InvocationMessage { InvocationId: null } call when Is(call.Target, HubNames.Subscribe) => WithoutReply(call),
            _ => message,
        };
        return true;
    }

    /// <summary>Each protocol fails in ways of its own on bytes that are no message; from here on it is one.</summary>
    private bool TryRead(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        try
        {
            var before = input.Length;
            if (_inner.TryParseMessage(ref input, binder, out message)) return true;

            // A message of a type that SignalR does not know is passed over without a word. SignalR would then read it
            // again and again, and nothing after it (dotnet/aspnetcore#69285).
            return input.Length == before ? false : throw new InvalidDataException("The message is of an unknown type.");
        }
        catch (Exception e) when (e is not InvalidDataException)
        {
            throw new InvalidDataException("The message could not be read.", e);
        }
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        switch (message)
        {
            case CompletionMessage { Result: PendingReply pending } completion:
                _inner.WriteMessage(CompletionMessage.WithResult(completion.InvocationId!, pending.Reply), output);

                // Over SignalR's own transport its write lock is held here: whatever is written from now on comes after the reply. Direct
                // writes do not take that lock, and may begin when the reply has gone to the socket.
                if (output is IFlushNotice direct) direct.NotifyOfFlush(pending);
                else pending.Flushed();
                break;
            case CompletionMessage { Result: Refusal refusal } completion:
                _inner.WriteMessage(CompletionMessage.WithError(completion.InvocationId!, refusal.ToString()), output);
                break;
            case CompletionMessage { Error: { } error } completion:
                _inner.WriteMessage(CompletionMessage.WithError(completion.InvocationId!, CallErrors.Coded(error)), output);
                break;
            case CloseMessage { Error: { } error } close:
                if (Goodbyes.For(error) is { } goodbye) _inner.WriteMessage(goodbye, output);
                _inner.WriteMessage(new CloseMessage(Goodbyes.PublicText, close.AllowReconnect), output);
                break;
            default:
                _inner.WriteMessage(message, output);
                break;
        }
    }

    private static bool Is(string target, string name) => string.Equals(target, name, StringComparison.OrdinalIgnoreCase);

    private InvocationMessage? ParseShort(ReadOnlySequence<byte> input, IInvocationBinder binder) =>
        _inner.TryParseMessage(ref input, new ShortCall(binder), out var message) && message is InvocationMessage { Arguments: [var first, var second] } call
            ? new InvocationMessage(call.InvocationId, call.Target, [first, second, null], call.StreamIds)
            : null;

    private static InvocationMessage WithoutReply(InvocationMessage call) =>
        call.Arguments is [SubscribeRequest request]
            ? new InvocationMessage(null, call.Target, [request with { ReplyExpected = false }], call.StreamIds)
            : call;

    /// <summary>Binds the first two of the three arguments; SignalR itself knows no optional ones.</summary>
    private sealed class ShortCall(IInvocationBinder full) : IInvocationBinder
    {
        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [.. full.GetParameterTypes(methodName).Take(2)];

        public Type GetReturnType(string invocationId) => full.GetReturnType(invocationId);

        public Type GetStreamItemType(string streamId) => full.GetStreamItemType(streamId);
    }
}
