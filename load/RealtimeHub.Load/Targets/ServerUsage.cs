using System.Diagnostics;
using RealtimeHub.Load.Fleets;

namespace RealtimeHub.Load.Targets;

/// <summary>What the kernel says about a server: its process, and the workers that this has forked.</summary>
/// <exception cref="LoadException">There is no such process.</exception>
internal sealed class ServerUsage
{
    private readonly int _processId;

    public ServerUsage(int processId)
    {
        _processId = processId;
        if (ProcessStat.TryRead(processId) is null) throw new LoadException($"there is no process {processId}");
    }

    /// <summary>What it has used so far; of a server that has ended nothing is left.</summary>
    public Usage Read()
    {
        var (cpu, memory) = (new CpuTime(), 0L);
        foreach (var id in ProcessTree.Of(_processId))
        {
            if (ProcessStat.TryRead(id) is not { } stat) continue; // it ended this moment
            cpu += stat.Cpu + stat.OfEndedChildren;
            memory += stat.MemoryBytes;
        }

        return new Usage(Stopwatch.GetTimestamp(), cpu, memory);
    }
}
