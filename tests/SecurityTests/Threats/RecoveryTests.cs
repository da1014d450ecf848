using System.Text.Json;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>Positions that are made up, and far too much history.</summary>
public sealed class RecoveryTests(Neighbourhood neighbourhood)
{
    private const string Topic = "open:long";
    private const int Kept = 1_000;
    private const int HistoryBurst = 10;
    private const int HistoryRate = 2;

    private static readonly string[] NoPositions =
    [
        "{\"epoch\":\"e\",\"offset\":-1}",
        "{\"epoch\":\"e\",\"offset\":9007199254740993}",
        "{\"epoch\":\"e\",\"offset\":18446744073709551615}",
        "{\"epoch\":\"e\",\"offset\":\"NaN\"}",
        "{\"epoch\":\"e\",\"offset\":1.5}",
        "{\"epoch\":\"e\",\"offset\":1e400}",
        "{\"epoch\":\"\",\"offset\":0}",
        "{\"epoch\":null,\"offset\":0}",
        "{\"offset\":0}",
        "[]",
    ];

    [Fact]
    public Task T37_A_position_that_is_none_gets_107() => neighbourhood.WhileAsync(async () =>
    {
        using var hub = await OpenAsync();
        await hub.SendAsync(NoPositions.Select((since, n) => Subscribe($"{n}", since)));
        Assert.True(await hub.AnswersAsync());
        Assert.Equal(NoPositions.Length, hub.Read.Split("\"error\":\"107: ").Length - 1);
    });

    [Fact]
    public Task T37_Events_of_the_whole_log_are_recovered_again_and_again_and_no_more_than_it_holds() => neighbourhood.WhileAsync(async () =>
    {
        var head = await FillAsync();
        var hubs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => OpenAsync()));
        await Task.WhenAll(hubs.Select(async hub =>
        {
            using (hub)
            {
                for (var i = 0; i < 5; i++)
                {
                    await hub.SendAsync(Subscribe($"s{i}", $"{{\"epoch\":\"{head.Epoch}\",\"offset\":{head.Offset - Kept}}}"), RawHub.Call($"u{i}", "Unsubscribe", $"\"{Topic}\""));
                    Assert.True(await hub.ReadToAsync($"\"invocationId\":\"u{i}\""));
                }

                Assert.InRange(hub.EventCount, 0, 5 * Kept);
            }
        }));
    });

    [Fact]
    public Task T37_History_has_its_limits_and_its_rate() => neighbourhood.WhileAsync(async () =>
    {
        await FillAsync();
        using (var hub = await OpenAsync())
        {
            string[] wrong = ["{\"limit\":-1}", "{\"limit\":0}", "{\"limit\":1001}", "{\"limit\":2147483647}", "{\"limit\":2147483648}", "{\"limit\":\"1\"}", "{\"since\":{\"epoch\":\"\",\"offset\":0}}"];
            await hub.SendAsync(wrong.Select((request, n) => History($"{n}", request)));
            Assert.True(await hub.AnswersAsync());
            Assert.Equal(wrong.Length, hub.Read.Split("107: ").Length - 1);
            await hub.SendAsync(History("foreign", "{\"since\":{\"epoch\":\"foreign\",\"offset\":0}}"));
            Assert.True(await hub.ReadToAsync("112: "));
        }

        using var greedy = await OpenAsync();
        var started = TimeProvider.System.GetTimestamp();
        await greedy.SendAsync(Enumerable.Range(0, 50).Select(n => History($"{n}", "{\"limit\":1}")));
        Assert.True(await greedy.AnswersAsync());
        var refilled = (int)(TimeProvider.System.GetElapsedTime(started).TotalSeconds * HistoryRate) + 1;
        Assert.InRange(greedy.Read.Split("\"result\":{\"topic\"").Length - 1, 1, HistoryBurst + refilled);
        Assert.Contains("108: ", greedy.Read, StringComparison.Ordinal);
    });

    [Fact]
    public Task T37_A_position_of_another_life_of_the_topic_is_not_recovered() => neighbourhood.WhileAsync(async () =>
    {
        var head = await FillAsync();
        using var hub = await OpenAsync();
        await hub.SendAsync(Subscribe("s", "{\"epoch\":\"foreign\",\"offset\":0}"));
        Assert.True(await hub.ReadToAsync($"\"epoch\":\"{head.Epoch}\",\"offset\":{head.Offset},\"recovered\":false,\"reason\":\"epochChanged\""));
    });

    /// <summary>A log that holds as much as it may.</summary>
    private async Task<RealtimeHub.Contracts.StreamPosition> FillAsync()
    {
        var head = await neighbourhood.Server.PublishAsync(Topic, 0);
        return head.Offset > Kept ? head : await neighbourhood.Server.PublishAsync(Topic, [.. Enumerable.Range(0, Kept)]);
    }

    private Task<RawHub> OpenAsync() => RawHub.OpenAsync(neighbourhood.Server, Attacker.Token(Attacker.NewName(), "*"));

    private static string Subscribe(string id, string since) => RawHub.Call(id, "Subscribe", $"{{\"topic\":\"{Topic}\",\"since\":{since}}}");

    private static string History(string id, string request) => RawHub.Call(id, "History", JsonSerializer.Serialize(Topic), request);
}
