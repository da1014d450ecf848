using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Simulation.Net;
using RealtimeHub.Topics;

namespace RealtimeHub.Simulation.Oracle;

/// <summary>Checks what a shard has decided about calls, in the very step in which it did: nothing can have changed since.</summary>
internal sealed class Decisions(Judge oracle)
{
    public Subscribed Subscribed(Connection connection, SubscribeRequest request, SubscribeOutcome.Done done, TopicLog log)
    {
        var (reply, window) = (done.Reply, log.Window());
        var reason = request.Since is { } since ? WhyNot(window, log.Epoch, since) : null;
        var isRecovered = request.Since is not null && reason is null;
        if (reply.Epoch != log.Epoch || reply.Offset != window.Head) oracle.Report($"{connection.Id}: {log.Name} stands at {window.Head}, and the reply says {reply.Offset}");
        if (reply.Recovered != isRecovered || reply.Reason != reason)
        {
            oracle.Report($"{connection.Id}: {log.Name} since {request.Since?.Offset} of [{window.First}, {window.Head}] should be '{reason}', and is recovered {reply.Recovered} '{reply.Reason}'");
        }

        var start = isRecovered ? request.Since!.Offset : request.Tail is { } tail ? Math.Max(window.First - 1, window.Head - tail) : window.Head;
        var follow = new Follow(log, start, window.Head);
        follow.Rate.Set(Interval(log.Settings, request.MaxRate, reply.MaxRate));
        connection.Follows[request.Topic!] = follow;
        oracle.Encodings.Reset();
        oracle.Count(isRecovered ? "recovered" : reason ?? "fresh");
        oracle.Trace.Add($"{connection.Id} follows {log.Name} {oracle.Ledger.Name(log.Epoch)} after {start} of {window.Head}: {reason}");
        return new Subscribed(reply, done.Subscription, follow);
    }

    public RateReply? RateSet(Connection connection, Call.SetRate call, RateReply? reply)
    {
        var isFollowed = connection.Follows.TryGetValue(call.Topic, out var follow);
        if (isFollowed != reply is not null) oracle.Report($"{connection.Id}: the rate of {call.Topic} was answered with {reply}");
        if (reply is not null) follow?.Rate.Set(Interval(follow.Settings, call.Request.MaxRate, reply.MaxRate));
        return reply;
    }

    public object? Unsubscribed(Connection connection, string topic)
    {
        connection.Follows.Remove(topic);
        return null;
    }

    private static string? WhyNot(LogWindow window, string epoch, StreamPosition since) =>
        since.Epoch != epoch ? RecoveryReasons.EpochChanged
        : since.Offset > window.Head ? RecoveryReasons.Ahead
        : since.Offset + 1 < window.First ? RecoveryReasons.TooOld
        : null;

    private TimeSpan Interval(NamespaceOptions settings, double? asked, double? got)
    {
        if (got > Math.Min(asked ?? double.MaxValue, settings.MaxRate ?? double.MaxValue) || (got is null && (asked ?? settings.MaxRate) is not null))
        {
            oracle.Report($"a rate of {asked} was asked for, {settings.MaxRate} is the most, and {got} was given");
        }

        var interval = got is { } rate ? TimeSpan.FromSeconds(1 / rate) : TimeSpan.Zero;
        return interval > settings.FlushInterval ? interval : settings.FlushInterval;
    }
}
