using RealtimeHub.Client;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Rates and conflation of our .NET client against the real server.</summary>
public sealed class DotNetClientRateTests
{
    [Fact]
    public async Task A_rate_is_rounded_down_to_a_step_of_the_server_and_all_events_come()
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await RealtimeHubClient.ConnectAsync(server.Address.ToString());
        await using var subscription = hub.Subscribe<int>("prices", new() { MaxRate = 7, Since = await StartOfAsync(server) });
        await using var items = subscription.GetAsyncEnumerator();
        for (var n = 1; n <= 30; n++) await server.PublishAsync("prices", n);

        for (var n = 1; n <= 30; n++)
        {
            Assert.True(await items.MoveNextAsync());
            Assert.Equal(n, Assert.IsType<HubEvent<int>>(items.Current).Data);
        }

        Assert.Equal(new Rate { MaxRate = 6 }, subscription.Rate);
    }

    [Fact]
    public async Task With_conflation_the_newest_comes_and_what_it_replaced_is_no_loss()
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await RealtimeHubClient.ConnectAsync(server.Address.ToString());
        var options = new SubscribeOptions { MaxRate = 2, Conflate = true, Since = await StartOfAsync(server) };
        for (var n = 1; n <= 30; n++) await server.PublishAsync("prices", n);

        var seen = new List<int>();
        await foreach (var item in hub.Subscribe<int>("prices", options))
        {
            seen.Add(Assert.IsType<HubEvent<int>>(item).Data);
            if (seen[^1] == 30) break;
        }

        Assert.Equal(seen.Order(), seen);
        Assert.True(seen.Count < 30, $"{seen.Count} events came");
    }

    [Fact]
    public async Task A_rate_is_changed_while_subscribed_and_a_refused_one_leaves_the_old()
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await RealtimeHubClient.ConnectAsync(server.Address.ToString());
        await using var subscription = hub.Subscribe<int>("prices");

        Assert.Equal(new Rate { MaxRate = 2, Conflate = true }, await subscription.SetRateAsync(new() { MaxRate = 2.5, Conflate = true }));
        var error = await Assert.ThrowsAsync<RealtimeHubException>(() => subscription.SetRateAsync(new() { MaxRate = 0.0001 }));
        Assert.Equal(ErrorCode.BadRequest, error.Code);
        Assert.Equal(new Rate { MaxRate = 2, Conflate = true }, subscription.Rate);
        Assert.Equal(new Rate(), await subscription.SetRateAsync(new()));
    }

    /// <summary>The place before all events but one: a topic has a place only when it was used.</summary>
    private static async Task<StreamPosition> StartOfAsync(TestServer server)
    {
        await server.PublishAsync("prices", 0);
        await using var hub = await RealtimeHubClient.ConnectAsync(server.Address.ToString());
        return (await hub.HistoryAsync<int>("prices")).Head;
    }
}
