using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Topics;

namespace RealtimeHub.Micro.Support;

/// <summary>The parts of the core that the questions start from.</summary>
internal static class Given
{
    public const int DataBytes = 128;

    private static readonly ServiceProvider Services =
        new ServiceCollection().AddMetrics().AddSingleton<RealtimeHubMetrics>().BuildServiceProvider();

    private static readonly byte[] Data = Encoding.ASCII.GetBytes(Quote(new string('x', DataBytes - Quote("").Length)));

    /// <summary>What the server counts, while nobody listens to it.</summary>
    public static RealtimeHubMetrics Metrics => Services.GetRequiredService<RealtimeHubMetrics>();

    /// <summary>An event that nobody has published yet: a JSON object of 128 bytes. The data is the same array each time.</summary>
    public static NewEvent Event(string? key = null) => new(Data, IsJson: true, key, Type: null, Id: null);

    public static TopicLog Log(TimeProvider clock, NamespaceOptions? settings = null) =>
        new(TopicName.Parse("prices:eurusd"), "epoch", settings ?? new NamespaceOptions(), clock, new LogBudget(long.MaxValue / 2));

    public static void Append(this TopicLog log, int count)
    {
        var added = Event();
        for (var i = 0; i < count; i++) log.TryAppend(added, out _);
    }

    /// <param name="protocol">Its SignalR name.</param>
    public static IEventEncoder Encoder(string protocol) => protocol == "json" ? new JsonEventEncoder() : new MessagePackEventEncoder();

    private static string Quote(string text) =>
        $$"""{"symbol":"EURUSD","bid":1.08642,"ask":1.08645,"volume":1250000,"open":true,"text":"{{text}}"}""";
}
