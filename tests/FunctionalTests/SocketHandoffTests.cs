using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Ledger;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Handoffs;
using RealtimeHub.TestKit.Raw;
using RealtimeHub.TestKit.Witnesses;
using Xunit;

namespace FunctionalTests;

/// <summary>
/// The whole server under subscribers that come and go over real sockets, which are cut with a reset. Counted together with those
/// of the fan-out core (<c>HandoffTests</c>): 20,000 handoffs in a usual run, a million in a long one.
/// </summary>
public sealed class SocketHandoffTests
{
    private static readonly HandoffPlan Plan = new(Campaign.Size(2_000, whenLong: 50_000), Clients: 16);

    [Fact]
    public async Task Nothing_is_lost_or_repeated_by_those_who_come_and_go_over_sockets()
    {
        var checker = new LedgerChecker(new CheckerOptions { Retained = Plan.Kept, GapsAllowed = false });
        await using var server = await TestServer.StartAsync(
            ("DefaultNamespace:MaxEvents", $"{Plan.Kept}"), ("DefaultNamespace:AlwaysSendMeta", "true"), ("FanOut:Shards", "2"));
        await ReadGaugesAsync(checker, server);

        await new HandoffRun(Plan, checker, (topic, id, key) => PublishAsync(server.Publisher, topic, id, key)).RunAsync((witness, stop) =>
            new WitnessedClient(server.Hub, new WireProtocol(HandoffPlan.ProtocolOf(witness.Number), withMeta: true), witness, stop));

        await server.Metrics.WaitForFallAsync("realtimehub.connections", 0);
        await server.Metrics.WaitForFallAsync("realtimehub.subscriptions", 0);
        await ReadGaugesAsync(checker, server);
        var report = checker.Finish();
        Campaign.TellResult(report.ToString());
        Assert.Empty(report.Violations);
        Assert.True(report.Totals.Recovered >= Plan.Handoffs, report.ToString());
        Assert.Equal(0, report.Totals.Unchecked);
    }

    private static async ValueTask<StreamPosition> PublishAsync(IEventPublisher publisher, string topic, PubId id, string? key) =>
        Assert.IsType<PublishOutcome.Accepted>(await publisher.PublishAsync(topic, id.ToString(), key)).Position;

    /// <summary>The subscribers of each topic are counted over the lists of the shards; the gauge goes up and down.</summary>
    private static async Task ReadGaugesAsync(LedgerChecker checker, TestServer server)
    {
        var topics = (await server.GetJsonAsync("/v1/topics?limit=1000")).GetProperty("topics").EnumerateArray();
        var walked = topics.Sum(topic => topic.GetProperty("subscribers").GetInt64());
        checker.Record(new LedgerEntry.Gauge(Witness.Now, "realtimehub.subscriptions", server.Metrics["realtimehub.subscriptions"], walked));
        checker.Record(new LedgerEntry.Gauge(Witness.Now, "realtimehub.connections", server.Metrics["realtimehub.connections"], 0));
    }
}
