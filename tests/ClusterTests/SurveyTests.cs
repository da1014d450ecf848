using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.TestKit.Processes;

namespace ClusterTests;

/// <summary>Before anything is published to a Redis in another state of its data, all nodes compare what they know with it: whoever notices first says so to the others.</summary>
public sealed class SurveyTests
{
    private const int NotDone = 1707;

    /// <summary>Nobody looks by himself, and nobody publishes without the others.</summary>
    private static readonly (string, string)[] Patient = [("Redis:CheckInterval", "00:05:00"), ("Redis:SurveyTimeout", "00:01:00")];

    [Fact]
    public async Task A_publish_does_not_wait_until_the_other_nodes_notice_by_themselves()
    {
        await using var shared = await SharedServer.StartAsync(Patient);
        await using var other = await SharedServer.StartNodeAsync(shared.Redis, shared.Clock, Patient);
        shared.Server.Allows(NotDone);
        other.Allows(NotDone);

        // It follows somebody who is not there, for a moment: no connection breaks, and its data count as another state.
        await shared.Redis.CallAsync("REPLICAOF", "127.0.0.1", "1");
        await shared.Redis.CallAsync("REPLICAOF", "NO", "ONE");
        await shared.Redis.ForgetScriptsAsync();

        Assert.IsType<PublishOutcome.Accepted>(await shared.Server.Publisher.PublishAsync(new PublishRequest(TopicName.Parse("a"), EventData.FromValue("first"))));
    }
}
