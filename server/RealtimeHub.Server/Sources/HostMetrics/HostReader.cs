using RealtimeHub.Server.Sources.HostMetrics.Proc;

namespace RealtimeHub.Server.Sources.HostMetrics;

/// <summary>Takes snapshots of the machine from the files of <c>/proc</c>.</summary>
internal sealed class HostReader
{
    private static readonly string[] Files = ["stat", "loadavg", "meminfo", "net/dev", "diskstats"];

    private readonly string _root;
    private readonly bool _withLoopback;
    private readonly TimeProvider _clock;

    public HostReader(HostMetricsOptions options, TimeProvider clock) =>
        (_root, _withLoopback, _clock) = (options.ProcRoot, options.IncludeLoopback, clock);

    private delegate T Parser<T>(ReadOnlySpan<byte> text);

    /// <summary>Those of the files that this machine does not have.</summary>
    public IReadOnlyList<string> MissingFiles => [.. Files.Select(PathOf).Where(path => !File.Exists(path))];

    /// <summary>Whether this machine has the files at all; other systems than Linux have not.</summary>
    public bool IsAvailable => File.Exists(PathOf("stat"));

    public HostSnapshot Read() => new(_clock.GetUtcNow(), _clock.GetTimestamp())
    {
        Cpu = Read("stat", ProcStat.Parse),
        Load = Read("loadavg", ProcLoadAverage.Parse),
        Memory = Read<MemoryState?>("meminfo", text => ProcMemory.Parse(text)),
        Network = Read("net/dev", ProcNetwork.Parse)?.FindAll(device => _withLoopback || device.Name != "lo"),
        Disks = Read("diskstats", ProcDisks.Parse),
    };

    private T? Read<T>(string file, Parser<T> parse)
    {
        var path = PathOf(file);
        if (!File.Exists(path)) return default;
        try
        {
            return parse(File.ReadAllBytes(path));
        }
        catch (FormatException error)
        {
            throw new FormatException($"{path} is not as expected: {error.Message}", error);
        }
    }

    private string PathOf(string file) => Path.Combine(_root, file);
}
