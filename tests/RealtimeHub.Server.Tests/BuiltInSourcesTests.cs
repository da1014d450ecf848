using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeHub.Hosting;
using RealtimeHub.Server.Sources;
using RealtimeHub.Sources;

namespace RealtimeHub.Server.Tests;

public sealed class BuiltInSourcesTests
{
    [Fact]
    public void Without_configuration_there_is_none() => Assert.Empty(SourcesOf(new()));

    [Fact]
    public void The_host_metrics_are_there_when_they_are_enabled() =>
        Assert.Equal(["host-metrics"], SourcesOf(new() { ["HostMetrics:Enabled"] = "true", ["HostMetrics:Interval"] = "00:00:05" }));

    [Fact]
    public void Each_file_to_replay_is_a_source_of_its_own_in_a_list_or_with_a_name() =>
        Assert.Equal(
            ["replay:0", "replay:1", "replay:quakes"],
            SourcesOf(new()
            {
                ["Replay:0:File"] = "a.csv", ["Replay:0:Topic"] = "demo:a",
                ["Replay:1:File"] = "b.txt", ["Replay:1:Topic"] = "demo:b", ["Replay:1:Format"] = "ndjson",
                ["Replay:quakes:File"] = "c.jsonl", ["Replay:quakes:Topic"] = "demo:c",
            }));

    [Fact]
    public void Each_stream_of_Redis_is_a_source_of_its_own() =>
        Assert.Equal(["redis-stream:orders", "redis-stream:users"], SourcesOf(new() { ["RedisStreams:orders:Stream"] = "a", ["RedisStreams:users:Stream"] = "b", ["RedisStreams:users:StartAt"] = "end" }));

    [Fact]
    public void Mistakes_about_streams_are_told_without_passwords()
    {
        var problems = ProblemsOf(new()
        {
            ["RedisStreams:a:Topic"] = "no topic", ["RedisStreams:a:BatchSize"] = "0", ["RedisStreams:b:Stream"] = "x", ["RedisStreams:b:PoisonStream"] = "x", ["RedisStreams:b:Configuration"] = "localhost,password=hunter2,nothing=1",
        });

        Assert.All(
            ["a:Stream", "a:Topic = no topic", "a:BatchSize = 0", "b:PoisonStream = x: is the stream itself", "b:Configuration: cannot be read"],
            place => Assert.Single(problems, problem => problem.StartsWith($"RealtimeHub:Sources:RedisStreams:{place}", StringComparison.Ordinal)));
        Assert.DoesNotContain("hunter2", string.Concat(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var problems = ProblemsOf(new()
        {
            ["HostMetrics:Enabled"] = "perhaps", ["HostMetrics:Interval"] = "00:00:00", ["HostMetrics:Namespace"] = "a:b",
            ["Replay:0:File"] = "a.xml", ["Replay:0:Topic"] = "no topic", ["Replay:0:Rate"] = "0",
            ["Replay:1:Topic"] = "demo:b", ["Replay:1:Speed"] = "-1", ["Replay:1:KeyColum"] = "x",
            ["Capacity"] = "0",
        });

        Assert.All(
            [
                "HostMetrics:Enabled = 'perhaps'", "HostMetrics:Interval = 00:00:00", "HostMetrics:Namespace = a:b",
                "Replay:0:Format = Auto", "Replay:0:Topic = no topic", "Replay:0:Rate = 0",
                "Replay:1:File = ", "Replay:1:Speed = -1", "Replay:1:KeyColum is not a setting", "Capacity = 0",
            ],
            place => Assert.Single(problems, problem => problem.StartsWith($"RealtimeHub:Sources:{place}", StringComparison.Ordinal)));
        Assert.Equal(10, problems.Count);
    }

    private static IEnumerable<string> SourcesOf(Dictionary<string, string?> settings)
    {
        using var host = Build(settings);
        return [.. host.Services.GetServices<IEventSource>().Select(source => source.Name).Where(name => name != "server-stats")];
    }

    /// <summary>What the check at the start of the server finds.</summary>
    private static List<string> ProblemsOf(Dictionary<string, string?> settings)
    {
        using var host = Build(settings);
        var found = Assert.Throws<AggregateException>(host.Services.GetRequiredService<IStartupValidator>().Validate);
        return [.. found.InnerExceptions.Cast<OptionsValidationException>().SelectMany(error => error.Failures)];
    }

    private static IHost Build(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(one => KeyValuePair.Create($"RealtimeHub:Sources:{one.Key}", one.Value)));
        builder.AddRealtimeHub().AddBuiltInSources(builder.Configuration);
        return builder.Build();
    }
}
