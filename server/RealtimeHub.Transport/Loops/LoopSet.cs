using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RealtimeHub.Transport.Loops;

/// <summary>The event loops of the process. They start when they are first needed, and end with the application's services.</summary>
internal sealed class LoopSet : IDisposable
{
    private readonly EventLoop[] _loops;

    public LoopSet(IOptions<DirectTransportOptions> options, TimeProvider clock, ILogger<EventLoop> logger)
    {
        Unavailable = Reason(options.Value);
        var count = options.Value.Loops is > 0 and var asked ? asked : Environment.ProcessorCount;
        _loops = CanListen ? [.. Enumerable.Range(0, count).Select(index => new EventLoop(index, clock, logger))] : [];
        foreach (var loop in _loops) loop.Start();
    }

    public IReadOnlyList<EventLoop> All => _loops;

    public bool CanListen => Unavailable is null;

    /// <summary>Why there are no loops; null when there are.</summary>
    public string? Unavailable { get; }

    public void Dispose()
    {
        foreach (var loop in _loops) loop.Dispose();
    }

    private static string? Reason(DirectTransportOptions options) =>
        !options.Enabled ? "switched off"
        : !OperatingSystem.IsLinux() ? "only on Linux"
        : !Environment.Is64BitProcess ? "only in 64-bit processes"
        : null;
}
