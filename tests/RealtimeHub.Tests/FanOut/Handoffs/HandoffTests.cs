using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Ledger;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.TestKit.Handoffs;
using RealtimeHub.TestKit.Raw;
using RealtimeHub.TestKit.Witnesses;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Handoffs;

/// <summary>
/// The fan-out core under subscribers that come and go. A handoff is an answered subscribe call with a position: the subscriber
/// is handed over from the log to live events, and must see neither a hole nor a repeat. 20,000 of them in a usual run and a
/// million in a long one, together with those over real sockets (<c>SocketHandoffTests</c>).
/// </summary>
public sealed class HandoffTests : IAsyncLifetime
{
    private static readonly HandoffPlan Plan = new(Campaign.Size(18_000, whenLong: 950_000), Clients: 64);

    private readonly RunningShard[] _shards = [Shard(), Shard()];

    [Fact]
    public async Task Nothing_is_lost_or_repeated_by_those_who_come_and_go()
    {
        var checker = new LedgerChecker(new CheckerOptions { Retained = Plan.Kept, GapsAllowed = false });
        var logs = Plan.Topics.ToDictionary(topic => topic, topic => Given.Log(TimeProvider.System, Given.Options(Keep).Value.DefaultNamespace, topic));
        ReadGauges(checker, logs);

        await new HandoffRun(Plan, checker, (topic, id, key) => PublishAsync(logs[topic], id, key)).RunAsync((witness, stop) =>
            new PipedHandoffClient(_shards[witness.Number / 2 % 2], logs, ProtocolOf(witness), witness, stop));
        foreach (var shard in _shards) await shard.SettleAsync();

        ReadGauges(checker, logs);
        var report = checker.Finish();
        Campaign.TellResult(report.ToString());
        Assert.Empty(report.Violations);
        Assert.True(report.Totals.Recovered >= Plan.Handoffs, report.ToString());
        Assert.Equal(0, report.Totals.Unchecked);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var shard in _shards) await shard.DisposeAsync();
    }

    private static RunningShard Shard() => new(TimeProvider.System, Keep);

    private static void Keep(RealtimeHubOptions options) =>
        (options.DefaultNamespace.MaxEvents, options.DefaultNamespace.AlwaysSendMeta) = (Plan.Kept, true);

    private static WireProtocol ProtocolOf(Witness witness) => new(HandoffPlan.ProtocolOf(witness.Number), withMeta: true);

    private static async ValueTask<StreamPosition> PublishAsync(TopicLog log, PubId id, string? key)
    {
        var position = new StreamPosition(log.Epoch, log.Append(Given.Json($"\"{id}\"", key)));

        // Publishers of a server come from the thread pool, too, and share it with everybody else.
        if (id.Sequence % 16 == 0) await Task.Yield();
        return position;
    }

    private void ReadGauges(LedgerChecker checker, Dictionary<string, TopicLog> logs) =>
        checker.Record(new LedgerEntry.Gauge(
            Witness.Now, "subscriptions", _shards.Sum(shard => shard.Counted["subscriptions"]), logs.Values.Sum(log => log.SubscriberCount)));
}
