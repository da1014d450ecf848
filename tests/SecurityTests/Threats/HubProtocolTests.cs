using RealtimeHub.Contracts;
using RealtimeHub.Transport.Tests.Support;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>Messages of SignalR's protocol that this hub has no use for.</summary>
public sealed class HubProtocolTests(Neighbourhood neighbourhood)
{
    private const int BadMessage = 3009;
    private const int TooManyErrors = 3509;

    /// <summary>As many wrong messages as end a connection, and some more.</summary>
    private const int Many = 40;

    private static readonly string[] NotOurs =
    [
        "Dispose", "OnConnectedAsync", "OnDisconnectedAsync", "ToString", "GetType", "Equals", "GetHashCode", "MemberwiseClone", "Finalize", "get_Context", "set_Context", "get_Clients", "set_Clients",
        "get_Groups", "ThrowIfDisposed", "Forbids", "FindProblem", "Self", ".ctor", "Subscribe ", "RealtimeHub.Hubs.EventHub.Subscribe",
    ];

    private static readonly string[] WrongArguments =
    [
        RawHub.Call("w", "Subscribe"), RawHub.Call("w", "Subscribe", "1", "2"), RawHub.Call("w", "Subscribe", "[]"), RawHub.Call("w", "Subscribe", "\"news\""), RawHub.Call("w", "Subscribe", "{\"topic\":{}}"),
        RawHub.Call("w", "Subscribe", "{\"topic\":\"a\",\"tail\":\"1\"}"), RawHub.Call("w", "Subscribe", "{\"topic\":\"a\",\"tail\":1e400}"), RawHub.Call("w", "Unsubscribe", "7"), RawHub.Call("w", "Unsubscribe", "{}"),
        RawHub.Call("w", "History", "{}", "\"a\""), RawHub.Call("w", "History", "\"a\"", "{\"limit\":{}}"), RawHub.Call("w", "Publish", "1"), RawHub.Call("w", "Time", "1"), RawHub.Call("w", "SetRate", "\"a\"", "{\"maxRate\":[]}"),
        "{\"type\":1,\"invocationId\":\"w\",\"target\":\"Subscribe\",\"arguments\":[{\"$type\":\"System.Diagnostics.Process, System\"}]}",
    ];

    private static readonly string[] Streams =
    [
        "{\"type\":4,\"invocationId\":\"1\",\"target\":\"Time\",\"arguments\":[]}", "{\"type\":2,\"invocationId\":\"1\",\"item\":5}", "{\"type\":3,\"invocationId\":\"1\",\"result\":5}",
        "{\"type\":3,\"invocationId\":\"nobody\",\"error\":\"x\"}", "{\"type\":5,\"invocationId\":\"1\"}",
    ];

    [Fact]
    public Task T21_A_message_of_an_unknown_type_ends_its_connection_with_3009_and_is_never_dead() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var type in new[] { "99", "0", "-1", "10", "2147483647" })
        {
            using var hub = await OpenAsync();
            await hub.SendAsync($"{{\"type\":{type}}}", RawHub.Call("after", HubNames.Time));
            Assert.Equal(BadMessage, await hub.GoodbyeAsync());
        }

        using var binary = await OpenAsync(isBinary: true);
        await binary.SendAsync([.. RawHub.Packed(0x91, 0x63), .. RawHub.PackedCall("after", HubNames.Time)]);
        Assert.Equal(BadMessage, await binary.GoodbyeAsync());
    });

    [Fact]
    public Task T22_Stateful_reconnect_is_refused() => neighbourhood.WhileAsync(async () =>
    {
        using var http = Attacker.Http(neighbourhood.Server.Address);
        http.DefaultRequestHeaders.Authorization = new("Bearer", NewToken());
        using var answer = await http.PostAsync(new Uri("hub/negotiate?negotiateVersion=1&useStatefulReconnect=true", UriKind.Relative), content: null, Patience.Token);
        Assert.DoesNotContain("useStatefulReconnect\":true", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    });

    [Fact]
    public Task T22_Acknowledgements_and_sequences_that_nobody_asked_for_are_passed_over_and_many_end_with_3509() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var (type, number) in new[] { (8, long.MaxValue), (8, long.MinValue), (9, long.MinValue), (9, long.MaxValue), (9, 0) })
        {
            await EndsWithTooManyErrorsAsync($"{{\"type\":{type},\"sequenceId\":{number}}}");
        }
    });

    [Fact]
    public Task T23_There_are_no_streams_and_who_goes_on_with_them_is_closed_with_3509() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var message in Streams) await EndsWithTooManyErrorsAsync(message);
    });

    [Fact]
    public Task T23_A_call_with_10000_upload_streams_is_refused_and_who_goes_on_is_closed_with_3509() => neighbourhood.WhileAsync(async () =>
    {
        var ids = string.Join(',', Enumerable.Range(0, 10_000).Select(n => $"\"{n}\""));
        var call = $"{{\"type\":1,\"invocationId\":\"u\",\"target\":\"Time\",\"arguments\":[],\"streamIds\":[{ids}]}}";
        Assert.Contains("107: the hub method takes no streams", await EndsWithTooManyErrorsAsync(call), StringComparison.Ordinal);
    });

    [Fact]
    public Task T24_Methods_that_are_not_for_clients_do_not_exist() => neighbourhood.WhileAsync(async () =>
    {
        using var hub = await OpenAsync();
        await hub.SendAsync(NotOurs.Select((method, n) => RawHub.Call($"{n}", method)));
        await ExpectRefusalsAsync(hub, NotOurs.Length, "107: unknown hub method");
    });

    [Fact]
    public Task T24_Arguments_that_do_not_fit_are_refused_and_nothing_is_told_of_the_inside() => neighbourhood.WhileAsync(async () =>
    {
        using var hub = await OpenAsync();
        await hub.SendAsync(WrongArguments);
        await ExpectRefusalsAsync(hub, WrongArguments.Length, "107: ");
    });

    /// <returns>All that the sender was told.</returns>
    private async Task<string> EndsWithTooManyErrorsAsync(string message)
    {
        using var hub = await OpenAsync();
        await hub.SendAsync(message);
        Assert.True(await hub.AnswersAsync(), $"It is dead after {message}.");
        var again = ClientFrame.Text(message + "\u001e").ToBytes();
        for (var i = 0; i < Many; i++) await hub.Socket.TrySendAsync(again);
        Assert.Equal(TooManyErrors, await hub.GoodbyeAsync());
        return hub.Read;
    }

    private static async Task ExpectRefusalsAsync(RawHub hub, int count, string refusal)
    {
        Assert.True(await hub.AnswersAsync());
        Assert.Equal(count, hub.Read.Split(refusal).Length - 1);
        foreach (var inside in new[] { "Exception", "   at ", "System.", "Microsoft.", ".cs:", "Json" }) Assert.DoesNotContain(inside, hub.Read, StringComparison.Ordinal);
    }

    private Task<RawHub> OpenAsync(bool isBinary = false) => RawHub.OpenAsync(neighbourhood.Server, NewToken(), isBinary);

    private static string NewToken() => Attacker.Token(Attacker.NewName());
}
