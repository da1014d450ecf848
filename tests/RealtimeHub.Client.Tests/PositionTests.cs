using System.Text.Json;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests;

/// <summary>Where a subscription stands, so that another process can go on there.</summary>
public sealed class PositionTests
{
    [Fact]
    public async Task The_position_is_that_of_the_last_item_that_was_handled()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var subscription = client.Subscribe<long>("a");
        await using var items = subscription.GetAsyncEnumerator();
        Assert.Null(subscription.Position);
        await (await server.SubscribeAsync()).AcceptAsync("e1", 4);
        var connection = await server.ConnectionAsync();
        await connection.EventsAsync("a", 5, 6);
        await connection.GapAsync("a", 6, 9, "expired");

        Assert.Equal(5, (await items.NextAsync()).Data);
        Assert.Equal(new StreamPosition("e1", 4), subscription.Position);
        await items.NextAsync();
        Assert.Equal(new StreamPosition("e1", 5), subscription.Position);
        await items.NextMissedAsync();
        Assert.Equal(new StreamPosition("e1", 6), subscription.Position);
        await connection.EventsAsync("a", 10);
        await items.NextAsync();
        Assert.Equal(new StreamPosition("e1", 9), subscription.Position);
    }

    [Fact]
    public async Task An_item_in_whose_middle_the_loop_was_left_is_not_handled()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var subscription = client.Subscribe<long>("a");
        await (await server.SubscribeAsync()).AcceptAsync("e1", 0);
        await (await server.ConnectionAsync()).EventsAsync("a", 1, 2);

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var item in subscription)
            {
                if (item.Position.Offset == 2) throw new InvalidOperationException("the application failed");
            }
        });

        Assert.Equal(new StreamPosition("e1", 1), subscription.Position);
    }

    [Fact]
    public async Task A_second_client_goes_on_where_the_first_one_stored_its_position()
    {
        await using var server = await ScriptedServer.StartAsync();
        var file = Path.GetTempFileName();
        await using (var first = await server.ConnectAsync())
        {
            // Not left politely: the process ends.
            var items = first.Subscribe<long>("a").GetAsyncEnumerator();
            await (await server.SubscribeAsync()).AcceptAsync("e1", 0);
            await (await server.ConnectionAsync()).EventsAsync("a", 1, 2, 3);
            await items.NextAsync();
            var second = await items.NextAsync();
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(second.Position), TestContext.Current.CancellationToken);
        }

        await using var client = await server.ConnectAsync();
        var stored = JsonSerializer.Deserialize<StreamPosition>(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        await using var rest = client.Subscribe<long>("a", new() { Since = stored }).GetAsyncEnumerator();
        var call = await server.SubscribeAsync();
        await call.AcceptAsync("e1", 3);
        await (await server.ConnectionAsync()).EventsAsync("a", 3);

        Assert.Equal(new StreamPosition("e1", 2), call.Request.Since);
        Assert.Equal(3, (await rest.NextAsync()).Data);
        File.Delete(file);
    }

    [Theory]
    [InlineData("e1", 50, "tooOld", MissedReason.TooOld)]
    [InlineData("e2", 50, "epochChanged", MissedReason.EpochChanged)]
    [InlineData("e1", 5, "ahead", MissedReason.Ahead)]
    public async Task A_stored_position_that_is_lost_is_told_first(string epoch, long head, string reason, MissedReason expected)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var subscription = client.Subscribe<long>("a", new() { Since = new("e1", 9) });
        await using var items = subscription.GetAsyncEnumerator();
        await (await server.SubscribeAsync()).AcceptAsync(epoch, head, reason);

        Assert.Equal(new Missed("a", 9, head, expected), await items.NextMissedAsync());
        Assert.Equal(new StreamPosition("e1", 9), subscription.Position);
        await (await server.ConnectionAsync()).EventsAsync("a", head + 1);
        await items.NextAsync();
        Assert.Equal(new StreamPosition(epoch, head), subscription.Position);
    }

    [Fact]
    public void A_position_survives_being_written_as_json_or_as_text()
    {
        var position = new StreamPosition("k3v9x0q2ab", StreamPosition.MaxOffset);

        Assert.Equal(position, JsonSerializer.Deserialize<StreamPosition>(JsonSerializer.Serialize(position)));
        Assert.Equal(
            position,
            JsonSerializer.Deserialize<StreamPosition>("""{"epoch":"k3v9x0q2ab","offset":9007199254740991}""", JsonSerializerOptions.Web));
        Assert.True(StreamPosition.TryParse(position.ToString(), out var parsed));
        Assert.Equal(position, parsed);
    }
}
