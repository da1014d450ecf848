using System.Buffers.Text;

namespace RealtimeHub.Server.Sources.HostMetrics.Proc;

/// <summary>Reads <c>/proc/stat</c>: <c>cpu0 user nice system idle iowait irq softirq steal guest guest_nice</c>.</summary>
internal static class ProcStat
{
    public static CpuCounters Parse(ReadOnlySpan<byte> text)
    {
        CpuTimes total = default;
        var cores = new SortedDictionary<int, CpuTimes>();
        for (var rest = new ProcText(text); !rest.IsEmpty;)
        {
            var line = rest.Line();
            var name = line.Word();
            if (!name.StartsWith("cpu"u8)) break;

            var times = Times(ref line);
            if (Utf8Parser.TryParse(name["cpu"u8.Length..], out int core, out _)) cores[core] = times;
            else total = times;
        }

        return cores.Count > 0 ? new CpuCounters(total, cores) : throw new FormatException("No core is listed.");
    }

    private static CpuTimes Times(ref ProcText line)
    {
        var (user, nice, system) = (line.Counter(), line.Counter(), line.Counter());
        var (idle, ioWait) = (line.Counter(), line.Counter());
        var (irq, softIrq, steal) = (line.Counter(), line.Counter(), line.Counter());

        // Guest time follows, and is not added: the kernel has it in user and nice already.
        return new CpuTimes(Busy: user + nice + system + irq + softIrq + steal, Idle: idle + ioWait);
    }
}
