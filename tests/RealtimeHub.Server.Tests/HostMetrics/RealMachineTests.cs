using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using RealtimeHub.Server.Sources.HostMetrics;
using RealtimeHub.Server.Tests.Support;

namespace RealtimeHub.Server.Tests.HostMetrics;

/// <summary>Compares with what the test itself reads from <c>/proc</c>, in its own way.</summary>
public sealed class RealMachineTests
{
    private static readonly HostMetricsOptions Quick = new() { Interval = TimeSpan.FromMilliseconds(250) };

    [Fact]
    public async Task The_published_metrics_agree_with_proc()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /proc.");
        var source = new HostMetricsSource(Options.Create(Quick), TimeProvider.System, new RecordedLog().For<HostMetricsSource>());
        await using var events = new WrittenEvents(source);

        var cpu = await events.NextOfAsync("host:cpu");
        var memory = await events.NextOfAsync("host:memory");
        var network = await events.NextOfAsync("host:network");
        var disk = await events.NextOfAsync("host:disk");

        Assert.Equal(MemoryTotalKilobytes() * 1_024, memory.GetProperty("totalBytes").GetInt64());
        Assert.InRange(memory.GetProperty("usedBytes").GetInt64(), 1, MemoryTotalKilobytes() * 1_024);
        Assert.Equal(CoreLines().Count, cpu.GetProperty("cores").GetArrayLength());
        Assert.All(cpu.GetProperty("cores").EnumerateArray(), core => Assert.InRange(core.GetDouble(), 0, 100));
        Assert.Equal(3, cpu.GetProperty("load").GetArrayLength());
        Assert.Equal(InterfaceNames(), network.GetProperty("interfaces").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.All(disk.GetProperty("devices").EnumerateArray(), device => Assert.Contains(device.GetProperty("name").GetString(), WholeDisks()));
        Assert.InRange(Age(cpu), TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void The_cpu_percent_of_two_snapshots_is_that_of_the_ticks_between()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /proc.");
        using var copy = new TemporaryFolder();
        var reader = new HostReader(new HostMetricsOptions { ProcRoot = copy.ContentRootPath }, TimeProvider.System);

        var (first, before) = Freeze(copy, reader);
        SpinWait.SpinUntil(() => File.ReadAllText("/proc/stat").Split('\n')[0] != first, TimeSpan.FromSeconds(10));
        var (second, after) = Freeze(copy, reader);
        var sample = HostSampler.Between(before, after, TimeSpan.FromSeconds(1), maxDevices: 64);

        Assert.Equal(Percent(first, second), sample.Cpu!.Total, tolerance: 0.1);
    }

    private static (string TotalLine, HostSnapshot Snapshot) Freeze(TemporaryFolder copy, HostReader reader)
    {
        var text = File.ReadAllText("/proc/stat");
        copy.Write("stat", text);
        return (text.Split('\n')[0], reader.Read());
    }

    private static double Percent(string before, string after)
    {
        var deltas = Ticks(after).Zip(Ticks(before), (late, early) => (double)(late - early)).Take(8).ToArray();
        return 100 * (1 - ((deltas[3] + deltas[4]) / deltas.Sum()));
    }

    private static IEnumerable<long> Ticks(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(word => long.Parse(word, CultureInfo.InvariantCulture));

    private static long MemoryTotalKilobytes() =>
        long.Parse(Regex.Match(File.ReadAllText("/proc/meminfo"), @"MemTotal:\s+(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

    private static MatchCollection CoreLines() => Regex.Matches(File.ReadAllText("/proc/stat"), @"^cpu\d+ ", RegexOptions.Multiline);

    private static IEnumerable<string> InterfaceNames() =>
        Regex.Matches(File.ReadAllText("/proc/net/dev"), @"^\s*(\S+):", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Where(name => name != "lo");

    private static IEnumerable<string?> WholeDisks() => Directory.GetFileSystemEntries("/sys/block").Select(Path.GetFileName);

    private static TimeSpan Age(JsonElement sample) =>
        TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(sample.GetProperty("time").GetInt64());
}
