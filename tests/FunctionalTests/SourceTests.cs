using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Sources;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class SourceTests
{
    [Fact]
    public async Task The_metrics_of_the_real_machine_reach_a_subscriber()
    {
        await using var server = await TestServer.StartAsync(
            ("Sources:HostMetrics:Enabled", "true"), ("Sources:HostMetrics:Interval", "00:00:00.200"));
        await using var client = await server.ConnectAsync();
        await client.SubscribeAsync("host:memory", tail: 1);

        var total = (await client.NextEventAsync()).Data.GetProperty("totalBytes").GetInt64();

        var line = (await File.ReadAllLinesAsync("/proc/meminfo")).First(text => text.StartsWith("MemTotal:", StringComparison.Ordinal));
        Assert.Equal(long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1_024, total);
    }

    [Fact]
    public async Task A_source_that_throws_every_third_event_keeps_its_topic_going()
    {
        // Each failure is logged; that is what is wanted here.
        await using var server = (await TestServer.StartAsync(
            0, "Development", builder => builder.Services.AddEventSource<ThrowsEveryThird>(),
            ("Sources:MinRestartDelay", "00:00:00.010"), ("Sources:MaxRestartDelay", "00:00:00.020"))).Allows(1302);
        await using var client = await server.ConnectAsync();

        await client.SubscribeAsync("flaky", tail: 100);

        Assert.Equal(Enumerable.Range(1, 12).Select(n => (long)n), (await client.NextEventsAsync(12)).Select(e => e.Offset));
    }

    [Fact]
    public async Task The_server_tells_about_itself()
    {
        await using var server = await TestServer.StartAsync(("ServerStats:Interval", "00:00:00.100"));
        await using var client = await server.ConnectAsync();

        await client.SubscribeAsync("$server:stats", tail: 0);

        Assert.Equal(1, (await client.NextEventAsync()).Data.GetProperty("connections").GetInt32());
    }

    private sealed class ThrowsEveryThird : IEventSource
    {
        private int _count;

        public string Name => "flaky";

        public async Task RunAsync(ChannelWriter<SourceEvent> events, CancellationToken stopping)
        {
            while (!stopping.IsCancellationRequested)
            {
                if (++_count % 3 == 0) throw new InvalidOperationException("every third time");
                await events.WriteAsync(SourceEvent.FromValue("flaky", _count), stopping);
            }
        }
    }
}
