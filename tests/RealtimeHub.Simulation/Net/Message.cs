using RealtimeHub.Contracts;
using RealtimeHub.FanOut;

namespace RealtimeHub.Simulation.Net;

/// <summary>What a server tells a client.</summary>
internal abstract record Message
{
    public sealed record Event(string Topic, long Offset, string Data, string? Key) : Message;

    public sealed record Gap(string Topic, long From, long To, string Reason) : Message;

    /// <summary>The answer to a call.</summary>
    public sealed record Reply(Call To, object? Result) : Message;

    /// <summary>The connection is about to end.</summary>
    public sealed record Goodbye(CloseCode Code) : Message;
}

/// <summary>What a client asks of a server.</summary>
internal abstract record Call(string Topic)
{
    public sealed record Subscribe(string Topic, SubscribeRequest Request) : Call(Topic);

    public sealed record Unsubscribe(string Topic) : Call(Topic);

    public sealed record SetRate(string Topic, RateRequest Request) : Call(Topic);
}

/// <summary>Messages that travel together.</summary>
/// <param name="Messages">What they say.</param>
/// <param name="Bytes">How long they are.</param>
internal sealed record Frame(IReadOnlyList<Message> Messages, int Bytes)
{
    public bool IsReply => Messages is [Message.Reply];

    public override string ToString() => string.Join(' ', Messages.Select(message => message switch
    {
        Message.Event e => $"{e.Topic}@{e.Offset}",
        Message.Gap g => $"{g.Topic}({g.From},{g.To}]{g.Reason}",
        Message.Reply { Result: Subscribed s } => $"subscribed:{s.Reply.Topic}@{s.Reply.Offset}{(s.Reply.Recovered ? "+" : "")}",
        Message.Reply r => $"{r.To.GetType().Name}:{r.To.Topic}",
        Message.Goodbye g => $"goodbye:{g.Code}",
        _ => "",
    }));
}

/// <summary>The reply of a subscribe, with what the oracle saw when it was decided.</summary>
internal sealed record Subscribed(SubscribeReply Reply, Subscription Subscription, Oracle.Follow Follow);
