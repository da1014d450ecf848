using RealtimeHub.TestKit.Redis;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>Somebody else writes to the Redis of the nodes: messages on their channels that are none of theirs, and things in their streams.</summary>
public sealed class RedisTests : IAsyncLifetime
{
    private const int LargeMessage = 10 * 1_024 * 1_024;

    private RedisProcess _redis = null!;
    private Neighbourhood _neighbourhood = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisProcess.StartAsync();
        _neighbourhood = await Neighbourhood.StartAsync(("Redis:Configuration", _redis.Address));

        // This Redis keeps nothing, and the server says so.
        _neighbourhood.Allows(1706);
    }

    public async ValueTask DisposeAsync()
    {
        await _neighbourhood.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public Task T39_Messages_that_are_forged_or_malformed_are_dropped_and_counted() => _neighbourhood.WhileAsync(async () =>
    {
        var metrics = _neighbourhood.Server.Metrics;
        var channels = (await _redis.CallAsync("PUBSUB", "CHANNELS", "rh:*")).Items.Select(channel => channel.Text).ToList();

        // What the backplane of SignalR does not understand, it logs and forgets.
        var own = channels.Where(channel => !channel.StartsWith("rh:hub:", StringComparison.Ordinal)).ToList();
        Assert.Superset(new HashSet<string>(["rh:c", "rh:n", "rh:p", "rh:t"]), own.Select(channel => channel[..4]).ToHashSet());
        foreach (var channel in own)
        {
            var before = metrics["realtimehub.redis.malformed"];
            await _redis.CallAsync("PUBLISH", channel, "junk");
            await metrics.WaitForAsync("realtimehub.redis.malformed", before + 1);
        }

        string[] messages = ["", "junk", "\u0001", "\u0001\u0000", "\u0001\u0005other\0\0\0\0\0\0\0\u0001\u0001", "{}", "null", "[1]", "{\"node\":\"\",\"number\":1}", "{\"id\":null}", new string('x', 70_000)];
        foreach (var channel in channels)
        {
            foreach (var message in messages) await _redis.CallAsync("PUBLISH", channel, message);
        }
    });

    [Fact]
    public Task T39_An_event_of_another_life_or_from_the_future_is_looked_up_and_not_believed() => _neighbourhood.WhileAsync(async () =>
    {
        foreach (var channel in await ChannelsAsync())
        {
            await _redis.CallAsync("PUBLISH", channel, Event("another", offset: 1));
            await _redis.CallAsync("PUBLISH", channel, Event(await EpochAsync(channel), offset: 100));
        }
    });

    [Fact]
    public Task T39_A_message_of_10_MB_harms_nobody() => _neighbourhood.WhileAsync(async () =>
    {
        foreach (var channel in (await ChannelsAsync()).Take(2)) await _redis.CallAsync("PUBLISH", channel, new string('x', LargeMessage));
    });

    /// <summary>Those of the topics that somebody follows.</summary>
    private async Task<List<string>> ChannelsAsync()
    {
        var channels = (await _redis.CallAsync("PUBSUB", "CHANNELS", "rh:c:*")).Items.Select(channel => channel.Text).ToList();
        Assert.NotEmpty(channels);
        return channels;
    }

    private async Task<string> EpochAsync(string channel) => (await _redis.CallAsync("HGET", channel.Replace("rh:c:", "rh:s:", StringComparison.Ordinal), "e")).Text;

    /// <summary>As a node would be told of it: of characters that are one byte each.</summary>
    private static string Event(string epoch, int offset) =>
        $"\u0001{(char)epoch.Length}{epoch}\0\0\0\0\0\0\0{(char)offset}" + "\u0001\u0001" + new string('\u0007', 8) + "\0\0\u0001\u0002\u0003\u0004\u0005\u0006" + "1";
}
