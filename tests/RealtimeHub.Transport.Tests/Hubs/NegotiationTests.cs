using System.Text.Json;
using RealtimeHub.Transport.Connections;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Hubs;

/// <summary>Clients that ask before they connect.</summary>
public sealed class NegotiationTests
{
    [Fact]
    public async Task Version_1_gets_a_name_and_a_secret()
    {
        await using var app = await HubApp.StartAsync();
        var answer = await NegotiateAsync(app, "?negotiateVersion=1");

        var (id, token) = (answer.GetProperty("connectionId").GetString()!, answer.GetProperty("connectionToken").GetString()!);
        Assert.Equal(1, answer.GetProperty("negotiateVersion").GetInt32());
        Assert.Equal(id, ConnectionIds.OfToken(token));
        Assert.NotEqual(id, token);
        Assert.Equal(["WebSockets"], answer.GetProperty("availableTransports").EnumerateArray().Select(one => one.GetProperty("transport").GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?negotiateVersion=0")]
    [InlineData("?negotiateVersion=x")]
    public async Task Version_0_gets_one_name(string query)
    {
        await using var app = await HubApp.StartAsync();
        var answer = await NegotiateAsync(app, query);

        Assert.Equal(0, answer.GetProperty("negotiateVersion").GetInt32());
        Assert.NotEmpty(answer.GetProperty("connectionId").GetString()!);
        Assert.False(answer.TryGetProperty("connectionToken", out _));
    }

    [Fact]
    public async Task What_one_node_answers_another_accepts()
    {
        await using var one = await HubApp.StartAsync();
        await using var other = await HubApp.StartAsync();
        var answer = await NegotiateAsync(one, "?negotiateVersion=1");
        using var client = await other.OpenRawAsync($"/hub?id={answer.GetProperty("connectionToken").GetString()}");

        await ExpectIdAsync(client, answer.GetProperty("connectionId").GetString()!);
    }

    [Fact]
    public async Task A_second_socket_with_the_same_secret_is_refused_while_the_first_lives()
    {
        await using var app = await HubApp.StartAsync();
        var token = (await NegotiateAsync(app, "?negotiateVersion=1")).GetProperty("connectionToken").GetString();
        using var first = await app.OpenRawAsync($"/hub?id={token}");
        using var second = await RawClient.ConnectAsync(app.Address);
        Assert.StartsWith("HTTP/1.1 409", await second.AskAsync(RawClient.UpgradeRequest($"/hub?id={token}")), StringComparison.Ordinal);

        await first.ExpectEchoAsync("still there");
        await first.SendAsync(ClientFrame.Close(1000));
        Assert.Equal(1000, await first.ReadCloseAsync());
        await app.Metrics.WaitForFallAsync(DirectApp.Connections, 0);
        await app.Watch().ExpectAsync("disconnected");
    }

    [Fact]
    public async Task Whatever_is_no_secret_of_ours_is_ignored()
    {
        await using var app = await HubApp.StartAsync();
        using var first = await app.OpenRawAsync("/hub?id=anything");
        using var second = await app.OpenRawAsync("/hub?id=anything");

        await first.ExpectEchoAsync("one");
        await second.ExpectEchoAsync("two");
    }

    [Fact]
    public async Task Other_transports_can_be_offered()
    {
        await using var app = await HubApp.StartAsync(options => options.OffersOtherTransports = true);
        var answer = await NegotiateAsync(app, "?negotiateVersion=1");

        Assert.Equal(3, answer.GetProperty("availableTransports").GetArrayLength());
    }

    private static async Task<JsonElement> NegotiateAsync(DirectApp app, string query)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(app.At("/hub/negotiate" + query), content: null, Patience.Token);
        Assert.Equal("application/json", answer.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
    }

    private static async Task ExpectIdAsync(RawClient client, string id)
    {
        await client.SendAsync(HubApp.Call("Id"));
        Assert.Contains($"\"{id}\"", (await client.ReadFrameAsync())!.Text, StringComparison.Ordinal);
    }
}
