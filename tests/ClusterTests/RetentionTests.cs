namespace ClusterTests;

/// <summary>What is kept of a topic in Redis, and for how long.</summary>
public sealed class RetentionTests
{
    private const string Topic = "retention";

    [Fact]
    public async Task Events_that_expired_while_nobody_published_take_no_room_from_later_ones()
    {
        await using var shared = await SharedServer.StartAsync(("DefaultNamespace:MaxBytes", "8192"));
        var events = Enumerable.Repeat(new string('x', 1_000), 4).ToArray();
        for (var quiet = 0; quiet < 5; quiet++)
        {
            await shared.Server.PublishAsync(Topic, events);
            await shared.Redis.CallAsync("DEL", await shared.KeyAsync("e"));
        }

        await shared.Server.PublishAsync(Topic, events);

        await HasAsync(shared.HistoryAsync(Topic), 21, 22, 23, 24);
    }

    private static async Task HasAsync(Task<(long[] Offsets, int? Code)> history, params long[] offsets) => Assert.Equal(offsets, (await history).Offsets);
}
