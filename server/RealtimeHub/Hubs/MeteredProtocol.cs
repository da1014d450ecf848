using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Limits;

namespace RealtimeHub.Hubs;

/// <summary>
/// The protocol of one connection, on which every message is charged before anything is done for it: calls that exist or not, pings, and what the hub
/// has no use for. A hub filter would only see calls that can be made.
/// </summary>
internal sealed class MeteredProtocol(ClientProtocol inner) : IHubProtocol
{
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(1);

    private static readonly FrozenDictionary<string, Command> Commands = new Dictionary<string, Command>
    {
        [HubNames.Subscribe] = Command.Subscribe, [HubNames.Unsubscribe] = Command.Unsubscribe, [HubNames.Publish] = Command.Publish,
        [HubNames.History] = Command.History, [HubNames.Presence] = Command.Presence, [HubNames.Refresh] = Command.Refresh,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private ClientConnection? _client;
    private ConnectionMeter? _meter;

    // The connection is about to be closed, and nothing more is read from it.
    private bool _isOver;

    public string Name => inner.Name;

    public int Version => inner.Version;

    public TransferFormat TransferFormat => inner.TransferFormat;

    /// <summary>Says whose messages are charged. Before that nothing is.</summary>
    public void Charge(ClientConnection client, ConnectionMeter meter) => (_client, _meter) = (client, meter);

    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(message);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        message = null;
        if (_isOver)
        {
            // Unread: it would cost as much as if it were allowed.
            input = input.Slice(input.End);
            return false;
        }

        if (!inner.TryParseMessage(ref input, binder, out message)) return false;
        if (_meter is { } meter) message = Admit(message, meter);
        return true;
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        if (message is CompletionMessage { Result: Refusal { Code: ErrorCode.BadRequest } }) NoteError();
        inner.WriteMessage(message, output);
    }

    private HubMessage Admit(HubMessage message, ConnectionMeter meter)
    {
        var (command, topic) = message switch
        {
            InvocationMessage call => (CommandOf(call.Target), TopicOf(call)),
            StreamInvocationMessage call => (CommandOf(call.Target), null),
            InvocationBindingFailureMessage call => (CommandOf(call.Target), null),
            _ => (Command.Message, (string?)null),
        };
        if (IsWrong(message) && NoteError()) return PingMessage.Instance;
        var wait = meter.Take(command, topic);
        if (wait == 0) return message;
        if (meter.NoteRefusal() is { } absence)
        {
            End(CloseCode.TooManyRequests, "too many requests", absence);
            return PingMessage.Instance;
        }

        // A ping asks for nothing, and who wants less gets less.
        return command switch
        {
            Command.Message => PingMessage.Instance,
            Command.Unsubscribe => message,
            _ => Refused(message, meter.ToTime(wait)),
        };
    }

    /// <returns>Whether it was one too many.</returns>
    private bool NoteError()
    {
        if (_meter?.NoteError() is not { } absence) return false;
        End(CloseCode.TooManyErrors, "too many wrong calls", absence);
        return true;
    }

    private void End(CloseCode code, string reason, TimeSpan absence)
    {
        if (_isOver) return;
        _isOver = true;
        _ = _client!.EndAsync(code, reason, absence < LongestAbsence ? absence : LongestAbsence);
    }

    private static Command CommandOf(string target) => Commands.GetValueOrDefault(target, Command.Default);

    private static string? TopicOf(InvocationMessage call) => call.Arguments is [var first, ..]
        ? first switch { SubscribeRequest request => request.Topic, string topic => topic, _ => null }
        : null;

    /// <summary>The hub has no streams, and a call that cannot be made is a mistake of whoever makes it.</summary>
    private static bool IsWrong(HubMessage message) => message is not (InvocationMessage { StreamIds: not { Length: > 0 } } or PingMessage or CloseMessage);

    /// <summary>SignalR answers it as a call that cannot be made, in its turn: who does not read the answers is not read either.</summary>
    private static InvocationBindingFailureMessage Refused(HubMessage message, TimeSpan wait)
    {
        var (id, target) = message switch
        {
            HubMethodInvocationMessage call => (call.InvocationId, call.Target),
            InvocationBindingFailureMessage call => (call.InvocationId, call.Target),
            _ => throw new ArgumentException("Not a call.", nameof(message)),
        };
        return new InvocationBindingFailureMessage(id, target, ExceptionDispatchInfo.Capture(new HubException(CallErrors.RateLimited(wait))));
    }
}
