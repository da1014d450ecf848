using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Simulation.Net;

namespace RealtimeHub.Simulation.Oracle;

/// <summary>Checks each write where the core hands it over, against the logs as they are in that very step.</summary>
internal sealed class WriteCheck(Judge oracle, World world, int maxBytes)
{
    /// <summary>A shard that is not stalled has looked at everything after this time.</summary>
    private static readonly TimeSpan ShardPatience = TimeSpan.FromMilliseconds(100);

    public void Check(Connection connection, Frame frame)
    {
        var topic = frame.Messages[0] is Message.Event first ? first.Topic : ((Message.Gap)frame.Messages[0]).Topic;
        if (!connection.Follows.TryGetValue(topic, out var follow))
        {
            oracle.Report($"{connection.Id} does not follow {topic}, and gets it");
            return;
        }

        if (frame.Bytes > maxBytes && frame.Messages.Count(message => message is Message.Event) > 1) oracle.Report($"{connection.Id}: one write of {frame.Bytes} bytes");
        var last = 0L;
        foreach (var message in frame.Messages)
        {
            if (message is Message.Gap gap) Check(connection, follow, gap);
            last = message is Message.Event item ? item.Offset : ((Message.Gap)message).To;
        }

        var appended = oracle.Ledger.Find(topic, follow.Epoch, last)?.At ?? 0;
        if (!follow.Rate.Allows(world.Now, appended)) oracle.Report($"{connection.Id}: {topic} is delivered too often");
        oracle.Count("writes");
    }

    /// <summary>Only what is gone may be announced as missing, unless the namespace wants it otherwise.</summary>
    private void Check(Connection connection, Follow follow, Message.Gap gap)
    {
        var (window, behind) = (follow.Log.Window(), follow.Settings.Behind);
        var isGone = gap.To < window.First;
        oracle.Count($"gap {gap.Reason} {(isGone ? "gone" : behind.Policy)}");
        if (isGone && behind.Policy == BehindPolicy.Disconnect && WasTooSlow(connection, follow, gap)) oracle.Report($"{connection.Id} is too slow for {follow.Topic}, and gets a gap instead of being disconnected");
        if (isGone) return;
        var isAllowed = gap.Reason == GapReasons.Slow && behind.Policy switch
        {
            BehindPolicy.Latest => HasNewerOfEachKey(follow, Math.Max(gap.From, window.First - 1), gap.To, window.Head),
            BehindPolicy.Recover => behind.MaxBytes is not null || behind.MaxTime is not null || window.Head - gap.From > behind.MaxEvents,
            _ => false,
        };
        if (!isAllowed) oracle.Report($"{connection.Id}: {follow.Topic} ({gap.From}, {gap.To}] is skipped as {gap.Reason}, and the log holds [{window.First}, {window.Head}]");
    }

    /// <summary>Whether the first of the missing events certainly found the connection's write pending: then it is its own fault that it lost it.</summary>
    private bool WasTooSlow(Connection connection, Follow follow, Message.Gap gap)
    {
        var (began, ended) = connection.LastWait;
        var missed = oracle.Ledger.Find(follow.Topic, follow.Epoch, gap.From + 1)?.At ?? long.MaxValue;
        var couldHaveGotIt = follow.ActiveSince < began && follow.Rate.IsDirect && gap.From >= follow.HeadAtStart;
        return couldHaveGotIt && began < missed && Math.Max(missed, world.Server.LastStallEnds) + ShardPatience.Ticks < ended;
    }

    private bool HasNewerOfEachKey(Follow follow, long from, long to, long head)
    {
        for (var offset = from + 1; offset <= to; offset++)
        {
            var key = oracle.Ledger.Find(follow.Topic, follow.Epoch, offset)?.Key;
            if (!oracle.Ledger.HasKey(follow.Topic, follow.Epoch, key, to, head)) return false;
        }

        return true;
    }
}
