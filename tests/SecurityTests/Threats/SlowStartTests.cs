using System.Text;
using SecurityTests.Support;
using Xunit;

namespace SecurityTests.Threats;

/// <summary>Connections that come to nothing, and handshakes that are none.</summary>
public sealed class SlowStartTests(Neighbourhood neighbourhood)
{
    private const int Each = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <summary>Timers of a second, on a machine that has other things to do.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private readonly Uri _server = neighbourhood.Server.Address;
    private readonly Uri _hub = neighbourhood.Server.Hub;

    [Fact]
    public Task T17_Who_says_nothing_or_a_byte_at_a_time_is_closed_after_ten_seconds() => neighbourhood.WhileAsync(async () =>
    {
        var longest = await Task.WhenAll(Enumerable.Range(0, Each).SelectMany(_ => new[]
        {
            LastsAsync("nothing at all", OpenAsync, ""),
            LastsAsync("half a request", OpenAsync, "GET /hub HTTP/1.1\r\nHo"),
            LastsAsync("headers, a byte at a time", OpenAsync, "GET /hub HTTP/1.1\r\nHost: 127.0.0.1\r\n", "X-A: bcdefghijklmnopqrstuvwxyzbcdefghijklmnopqrstuvwxyz"),
            LastsAsync("no handshake", UpgradeAsync, ""),
            LastsAsync("a handshake, a byte at a time", UpgradeAsync, "", "\u0081\u009f\u0000\u0000\u0000\u0000{\"protocol\":\"json\",\"version\""),
        }));

        Assert.All(longest, one => Assert.True(one.Lasted <= Bound + Slack, $"{one.Story} lasted {one.Lasted.TotalSeconds:F1} s"));
    });

    [Fact]
    public Task T18_A_handshake_that_is_none_is_answered_with_an_error_and_the_close() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var handshake in new[]
        {
            "{\"protocol\":\"other\",\"version\":1}", "{\"protocol\":\"json\",\"version\":999}", "{\"protocol\":7,\"version\":\"1\"}", "{\"type\":6}", "{}", "[]", "", "\u0000\u0001\u0002\u0003",
        })
        {
            using var socket = await HubSocket.OpenAsync(_hub, Attacker.Token(Attacker.NewName()));
            await socket.SendAsync(handshake + HubSocket.End);
            Assert.Contains("{\"error\":\"", await socket.ReadToEndAsync(), StringComparison.Ordinal);
        }
    });

    [Fact]
    public Task T18_A_handshake_that_does_not_end_is_closed() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var size in new[] { 100_000, 300_000 })
        {
            using var socket = await HubSocket.OpenAsync(_hub, Attacker.Token(Attacker.NewName()));
            await socket.SendAsync(Encoding.UTF8.GetBytes($"{{\"protocol\":\"{new string('j', size)}"), System.Net.WebSockets.WebSocketMessageType.Text);
            await socket.ReadToEndAsync();
        }
    });

    private Task<RawConnection> OpenAsync() => RawConnection.OpenAsync(_server);

    private Task<RawConnection> UpgradeAsync() => RawConnection.OpenWebSocketAsync(_server, Attacker.Token(Attacker.NewName()));

    /// <summary>How long the server puts up with a connection that begins with something and goes on in drops.</summary>
    private static async Task<(string Story, TimeSpan Lasted)> LastsAsync(string story, Func<Task<RawConnection>> open, string beginning, string drops = "")
    {
        using var connection = await open();
        var started = TimeProvider.System.GetTimestamp();
        await connection.SendAsync(beginning);
        using var stop = new CancellationTokenSource();
        var dripping = DripAsync(connection, drops, stop.Token);
        var goodbye = connection.ReadSomethingAsync();
        await Task.WhenAny(goodbye, goodbye.WaitAsync(Patience));
        var lasted = TimeProvider.System.GetElapsedTime(started);
        await stop.CancelAsync();
        await dripping;
        return (story, lasted);
    }

    private static async Task DripAsync(RawConnection connection, string drops, CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(0.5));
        try
        {
            foreach (var drop in drops)
            {
                await ticks.WaitForNextTickAsync(stop);
                if (!await connection.SendAsync(Encoding.Latin1.GetBytes([drop]))) return;
            }
        }
        catch (OperationCanceledException)
        {
            // The server has closed.
        }
    }
}
