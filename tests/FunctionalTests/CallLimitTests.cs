using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Raw;
using Xunit;

namespace FunctionalTests;

/// <summary>What one client may ask of the hub.</summary>
public sealed class CallLimitTests
{
    private const int Many = 1_000;

    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string> Protocols => ["json", "messagepack"];

    [Theory, EveryWire]
    public async Task A_call_beyond_its_limit_is_refused_with_108_and_the_time_after_which_it_is_allowed(Wire wire)
    {
        await using var server = await StartAsync(("Limits:Connection:History", "1/s burst 2"));
        await using var client = await server.ConnectAsync(wire);
        for (var i = 0; i < 2; i++) await client.HistoryAsync("news");

        var error = await Assert.ThrowsAsync<HubException>(() => client.HistoryAsync("news"));
        Assert.EndsWith("108: limit reached, retry after 1000 ms", error.Message, StringComparison.Ordinal);
        await client.SubscribeAsync("news");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await client.HistoryAsync("news");
    }

    [Theory, EveryWire]
    public async Task Who_does_not_obey_is_told_3013_and_when_to_come_back_and_others_notice_nothing(Wire wire)
    {
        await using var server = await StartAsync(("Limits:Connection:Default", "1/s burst 1"), ("Limits:Refusals", "1/s burst 5"));
        await using var bystander = await server.ConnectAsync(wire);
        await bystander.SubscribeAsync("news");
        await using var client = await server.ConnectAsync(wire);

        for (var i = 0; i < 20; i++) _ = client.Connection.SendAsync(HubNames.Time);
        var goodbye = Assert.IsType<Received.Goodbye>(await client.NextAsync());

        Assert.Equal((3013, true, 5_000), (goodbye.Code, goodbye.Reconnect, goodbye.AfterMs));
        await client.Closed;
        await server.PublishAsync("news", 1);
        Assert.Equal(1, (await bystander.NextEventAsync()).Offset);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Each_of_many_calls_in_one_frame_counts(string protocol)
    {
        await using var server = await StartAsync(("Limits:Connection:Default", "1/s burst 7"), ("Limits:Refusals", "off"));
        using var client = await OpenAsync(server, protocol);
        await client.SendTogetherAsync(Enumerable.Range(0, Many).Select(i => Call($"{i}", HubNames.Time)));

        var answers = (await ReadAsync(client, Many)).OrderBy(answer => int.Parse(answer.InvocationId!, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(0, Many).Select(i => $"{i}"), answers.Select(answer => answer.InvocationId));
        Assert.All(answers.Take(7), answer => Assert.Null(answer.Error));
        Assert.All(answers.Skip(7), answer => Assert.StartsWith("108: ", answer.Error, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Pings_count_too(string protocol)
    {
        await using var server = await StartAsync(("Limits:Connection:Total", "1/s burst 10"), ("Limits:Refusals", "1/s burst 10"));
        using var client = await OpenAsync(server, protocol);
        await client.SendTogetherAsync(Enumerable.Repeat(PingMessage.Instance, 100));

        Assert.Equal(3013, await GoodbyeAsync(client));
    }

    [Theory]
    [InlineData("json", "method")]
    [InlineData("json", "arguments")]
    [InlineData("json", "topic")]
    [InlineData("json", "stream")]
    [InlineData("json", "item")]
    [InlineData("json", "cancel")]
    [InlineData("json", "completion")]
    [InlineData("json", "sent")]
    [InlineData("messagepack", "method")]
    [InlineData("messagepack", "topic")]
    [InlineData("messagepack", "stream")]
    [InlineData("messagepack", "cancel")]
    public async Task Wrong_messages_end_with_3509_and_no_way_back(string protocol, string kind)
    {
        await using var server = await StartAsync(("Limits:Errors", "1/s burst 20"));
        using var client = await OpenAsync(server, protocol);
        for (var i = 0; i < 21; i++) await client.SendAsync(Wrong(kind));

        Assert.Equal(3509, await GoodbyeAsync(client));
    }

    [Fact]
    public async Task Some_wrong_calls_are_forgiven()
    {
        await using var server = await StartAsync(("Limits:Errors", "1/s burst 20"));
        using var client = await OpenAsync(server, "json");
        for (var i = 0; i < 3; i++)
        {
            for (var n = 0; n < 20; n++) await client.SendAsync(Wrong("method"));
            await ReadAsync(client, 20);
            _clock.Advance(TimeSpan.FromSeconds(20));
        }

        await client.SendAsync(Call("t", HubNames.Time));
        Assert.Null((await ReadAsync(client, 1))[0].Error);
    }

    [Fact]
    public async Task Nobody_is_kept_from_wanting_less()
    {
        await using var server = await StartAsync(("Limits:Connection:Total", "1/s burst 2"));
        using var client = await OpenAsync(server, "json");
        await client.SendTogetherAsync([Subscribe("s1", "a"), Subscribe("s2", "b"), Call("3", HubNames.Unsubscribe, "a"), Call("4", HubNames.Unsubscribe, "b"), Subscribe("s5", "a")]);

        // A refusal may come before the answers of calls that are under way.
        var errors = (await ReadAsync(client, 5)).OrderBy(answer => answer.InvocationId![^1]).Select(answer => answer.Error?[..3]);
        Assert.Equal([null, null, null, null, "108"], errors);
    }

    [Fact]
    public async Task A_namespace_can_allow_more_or_less()
    {
        await using var server = await StartAsync(
            ("Namespaces:slow:Limits:Subscribe", "1/s burst 1"), ("Namespaces:slow:MaxEvents", "10"), ("Limits:Connection:Subscribe", "1/s burst 3"));
        await using var client = await server.ConnectAsync();
        await client.SubscribeAsync("slow:a");

        await Assert.ThrowsAsync<HubException>(() => client.SubscribeAsync("slow:b"));
        for (var i = 0; i < 3; i++) await client.SubscribeAsync($"{i}");
        await Assert.ThrowsAsync<HubException>(() => client.SubscribeAsync("more"));
    }

    [Fact]
    public async Task Our_client_waits_and_then_has_all_its_topics()
    {
        await using var server = await TestServer.StartAsync(("Limits:Connection:Subscribe", "50/s burst 2"));
        await using var client = await RealtimeHubClient.ConnectAsync(server.Address.ToString());
        foreach (var topic in Enumerable.Range(0, 10))
        {
            await server.PublishAsync($"{topic}", topic);
            var subscription = client.Subscribe<int>($"{topic}", new() { Tail = 1 });
            await using var items = subscription.GetAsyncEnumerator();
            Assert.True(await items.MoveNextAsync());
            Assert.True(items.Current.TryGetEvent(out var e, out _));
            Assert.Equal(topic, e.Data);
        }
    }

    [Fact]
    public async Task Limits_can_be_switched_off()
    {
        await using var server = await StartAsync(("Limits:Enabled", "false"), ("Limits:Connection:Default", "1/s burst 1"));
        using var client = await OpenAsync(server, "json");
        await client.SendTogetherAsync(Enumerable.Range(0, Many).Select(i => Call($"{i}", HubNames.Time)));

        Assert.All(await ReadAsync(client, Many), answer => Assert.Null(answer.Error));
    }

    private Task<TestServer> StartAsync(params (string Name, string Value)[] settings) =>
        TestServer.StartAsync(port: 0, "Development", (WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(_clock), settings);

    private static Task<WireConnection> OpenAsync(TestServer server, string protocol) =>
        WireConnection.OpenAsync(server.Hub, new WireProtocol(protocol), Patience.Token);

    private static InvocationMessage Call(string? id, string target, params object?[] arguments) => new(id, target, arguments);

    private static InvocationMessage Subscribe(string id, string topic) => Call(id, HubNames.Subscribe, new { topic });

    private static HubMessage Wrong(string kind) => kind switch
    {
        "method" => Call("1", "Nonsense"),
        "arguments" => Call("1", HubNames.Subscribe, 1, 2, 3),
        "topic" => Call("1", HubNames.Unsubscribe, "no topic at all"),
        "stream" => new StreamInvocationMessage("1", HubNames.Time, []),
        "item" => new StreamItemMessage("1", 5),
        "cancel" => new CancelInvocationMessage("1"),
        "completion" => CompletionMessage.WithResult("1", 5),
        "sent" => Call(id: null, "Nonsense"),
        _ => throw new ArgumentException($"'{kind}' is unknown.", nameof(kind)),
    };

    private static async Task<List<CompletionMessage>> ReadAsync(WireConnection client, int count)
    {
        List<CompletionMessage> answers = [];
        while (answers.Count < count)
        {
            answers.AddRange((await client.ReadAsync() ?? throw new InvalidOperationException("The connection ended.")).OfType<CompletionMessage>());
        }

        return answers;
    }

    /// <returns>The code with which the connection ended; null when it was none.</returns>
    private static async Task<int?> GoodbyeAsync(WireConnection client)
    {
        int? code = null;
        while (await client.ReadAsync() is { } messages)
        {
            code = messages.OfType<InvocationMessage>().FirstOrDefault(message => message.Target == HubNames.Disconnecting)?.Arguments[0] as int? ?? code;
        }

        return code;
    }
}
