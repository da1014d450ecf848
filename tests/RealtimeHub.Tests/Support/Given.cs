using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.Limits;
using RealtimeHub.Topics;

namespace RealtimeHub.Tests.Support;

/// <summary>The parts of the server that most tests start from.</summary>
internal static class Given
{
    private static readonly IMeterFactory Meters =
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    public static RealtimeHubMetrics Metrics() => new(Meters);

    public static IOptions<RealtimeHubOptions> Options(Action<RealtimeHubOptions>? configure = null)
    {
        var options = new RealtimeHubOptions();
        configure?.Invoke(options);
        return Microsoft.Extensions.Options.Options.Create(options);
    }

    public static TopicRegistry Registry(TimeProvider clock, Action<RealtimeHubOptions>? configure = null)
    {
        var options = Options(configure);
        return new TopicRegistry(new NamespaceTable(options), options, LogBudget.For(options.Value.Topics), clock, NullLogger<TopicRegistry>.Instance);
    }

    public static Limiter Limiter(TimeProvider clock, IOptions<RealtimeHubOptions> options, RealtimeHubMetrics? metrics = null) =>
        new(options, clock, metrics ?? Metrics(), NullLogger<Limiter>.Instance);

    public static TopicLog Log(TimeProvider clock, NamespaceOptions? settings = null, string topic = "news", string epoch = "epoch", LogBudget? budget = null) =>
        new(TopicName.Parse(topic), epoch, settings ?? new NamespaceOptions(), clock, budget ?? new LogBudget(long.MaxValue / 2));

    public static NewEvent Json(string json, string? key = null, string? type = null, string? id = null) =>
        new(Encoding.UTF8.GetBytes(json), IsJson: true, key, type, id);

    public static NewEvent Bytes(byte[] bytes, string? key = null) => new(bytes, IsJson: false, key, Type: null, Id: null);

    /// <summary>Appends numbers, from 1 unless told otherwise: the data of an event is its offset, when the log was empty.</summary>
    public static void AppendNumbers(this TopicLog log, int count, int first = 1)
    {
        for (var i = 0; i < count; i++) log.Append(Json($"{first + i}"));
    }

    public static long Append(this TopicLog log, in NewEvent added) =>
        log.TryAppend(added, out var offset) ? offset : throw new InvalidOperationException("The log is retired.");
}
