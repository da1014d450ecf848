using System.Globalization;
using System.Text.RegularExpressions;
using Harbour;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Server.Sources.HostMetrics;
using RealtimeHub.Server.Sources.RedisStreams;
using RealtimeHub.Server.Sources.Replay;
using RealtimeHub.Server.Tests.Support;
using RealtimeHub.Sources;

namespace RealtimeHub.Server.Tests.Docs;

/// <summary>What docs/sources.md shows is what is compiled here.</summary>
public sealed partial class SourcesDocTests
{
    [Fact]
    public void The_example_is_the_file_that_is_compiled() =>
        Assert.Contains(Text("TideSource.cs").Trim(), Snippets().Select(snippet => snippet.Trim()));

    [Fact]
    public void The_example_has_twenty_lines_at_most() =>
        Assert.InRange(Text("TideSource.cs").Trim().Split('\n').Length, 1, 20);

    [Fact]
    public async Task The_example_publishes_every_second()
    {
        var clock = new WatchedClock();
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock).AddEventSource<TideSource>().BuildServiceProvider();
        await using var events = new WrittenEvents(services.GetRequiredService<IEventSource>());
        await clock.PassNextWaitAsync();

        Assert.InRange((await events.NextOfAsync("demo:tide")).GetProperty("metres").GetDouble(), 1.4, 1.6);
    }

    [Theory]
    [InlineData(typeof(SourceOptions))]
    [InlineData(typeof(HostMetricsOptions))]
    [InlineData(typeof(ReplayOptions))]
    [InlineData(typeof(RedisStreamOptions))]
    public void All_options_are_listed_with_their_defaults(Type options)
    {
        var text = Text("sources.md");
        var defaults = Activator.CreateInstance(options);

        Assert.All(options.GetProperties().Where(option => option.CanWrite), option => Assert.Matches($@"(?m)^\| `{option.Name}` \| {Shown(option.GetValue(defaults))} \|", text));
    }

    /// <summary>A default as the tables show it; what says nothing by itself may be described in words.</summary>
    private static string Shown(object? value) => value switch
    {
        null or "" or ReplayFormat.Auto => "[^|]*",
        bool on => on ? "true" : "false",
        _ => Regex.Escape(string.Create(CultureInfo.InvariantCulture, $"{value}")),
    };

    private static IEnumerable<string> Snippets() =>
        Snippet.Matches(Text("sources.md")).Select(match => match.Groups[1].Value);

    private static string Text(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Docs", file));

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet { get; }
}
