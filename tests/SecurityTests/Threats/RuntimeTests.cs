using System.Net.WebSockets;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Transport.Tests.Support;
using SecurityTests.Support;

namespace SecurityTests.Threats;

/// <summary>Known faults of the runtime: buffers of SignalR that a client could fill without end.</summary>
public sealed class RuntimeTests(Neighbourhood neighbourhood)
{
    private const int BadMessage = 3009;
    private const int Attackers = 20;
    private const int Piece = 1_024;

    /// <summary>What one connection may hold back on the server, with all that belongs to it: the largest message, twice, and some room.</summary>
    private const long MostHeld = 524_288;

    private static readonly byte[] TooMuch = Encoding.ASCII.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e" + new string('x', 98_305));

    /// <summary>The first one without CVE-2026-26130, 2026-45591 and 2026-56170.</summary>
    private static readonly Version Patched = new(10, 0, 10);

    [Fact]
    public void T20_The_runtime_is_one_in_which_the_known_faults_are_corrected()
    {
        Assert.InRange(Environment.Version, Patched, new Version(11, 0));
        var signalR = typeof(Hub).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        Assert.InRange(Version.Parse(signalR.Split('+', '-')[0]), Patched, new Version(11, 0));
    }

    [Fact]
    public Task T20_A_message_that_does_not_end_is_held_up_to_its_limit_and_then_ends_its_connection() => neighbourhood.WhileAsync(async () =>
    {
        var before = HeldBytes();
        var hubs = await Task.WhenAll(Enumerable.Range(0, Attackers).Select(_ => RawHub.OpenAsync(neighbourhood.Server, Attacker.Token(Attacker.NewName()))));
        await Task.WhenAll(hubs.Select(hub => SendUnfinishedAsync(hub, 95)));
        Assert.InRange((HeldBytes() - before) / Attackers, long.MinValue, MostHeld);

        foreach (var hub in hubs)
        {
            using (hub)
            {
                await SendUnfinishedAsync(hub, 2);
                Assert.Equal(BadMessage, await hub.GoodbyeAsync());
            }
        }
    });

    [Fact]
    public async Task T20_After_hundreds_of_them_the_memory_is_what_it_was()
    {
        // Pools are filled before.
        await neighbourhood.WhileAsync(() => SendTooMuchAsync(Patience.Token));
        var before = HeldBytes();
        await neighbourhood.WhileAsync(() => SendTooMuchAsync(Patience.Token));
        Assert.InRange(HeldBytes(), 0, (long)(before * 1.1));
    }

    /// <remarks>With one patience for all: what the attackers hold would be counted, too.</remarks>
    private async Task SendTooMuchAsync(CancellationToken stop)
    {
        var hub = new UriBuilder(neighbourhood.Server.Hub) { Scheme = "ws" }.Uri;
        await Task.WhenAll(Enumerable.Range(0, Attackers).Select(async _ =>
        {
            using var socket = new ClientWebSocket();
            socket.Options.SetRequestHeader("Authorization", $"Bearer {Attacker.Token(Attacker.NewName())}");
            await socket.ConnectAsync(hub, stop);
            await socket.SendAsync(TooMuch, WebSocketMessageType.Text, endOfMessage: false, stop);
            var answer = new byte[1_024];
            while ((await socket.ReceiveAsync(answer, stop)).MessageType != WebSocketMessageType.Close)
            {
            }
        }));
    }

    private static async Task SendUnfinishedAsync(RawHub hub, int pieces)
    {
        var piece = ClientFrame.Text(new string('x', Piece)).ToBytes();
        for (var i = 0; i < pieces; i++) await hub.Socket.TrySendAsync(piece);
    }

    private static long HeldBytes()
    {
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
