using System.Text;
using RealtimeHub.Transport.Tests.Hubs;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.WebSockets;

public sealed class PingFloodTests
{
    private const int Pings = 1_000;

    [Fact]
    public async Task Of_many_pings_that_come_at_once_the_newest_is_answered_and_not_each()
    {
        await using var app = await HubApp.StartAsync();
        using var client = await app.OpenRawAsync();
        await client.SendAsync((byte[])[.. Enumerable.Range(1, Pings).SelectMany(n => ClientFrame.Ping($"{n}").ToBytes())]);

        var pongs = new List<string>();
        while (pongs is not [.., "1000"]) pongs.Add(Encoding.UTF8.GetString((await client.ReadFrameAsync())!.Payload));
        Assert.Equal("1", pongs[0]);
        Assert.InRange(pongs.Count, 2, Pings / 2);
    }
}
