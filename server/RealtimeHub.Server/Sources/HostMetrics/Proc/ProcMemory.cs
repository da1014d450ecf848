namespace RealtimeHub.Server.Sources.HostMetrics.Proc;

/// <summary>The memory of the machine, in bytes.</summary>
internal readonly record struct MemoryState(long Total, long Available, long Cached, long SwapTotal, long SwapFree);

/// <summary>Reads <c>/proc/meminfo</c>: <c>MemTotal:  24684092 kB</c>.</summary>
internal static class ProcMemory
{
    public static MemoryState Parse(ReadOnlySpan<byte> text)
    {
        MemoryState state = default;
        for (var rest = new ProcText(text); !rest.IsEmpty;)
        {
            var line = rest.Line();
            var name = line.Word();
            if (name.SequenceEqual("MemTotal:"u8)) state = state with { Total = Bytes(ref line) };
            else if (name.SequenceEqual("MemAvailable:"u8)) state = state with { Available = Bytes(ref line) };
            else if (name.SequenceEqual("Cached:"u8)) state = state with { Cached = Bytes(ref line) };
            else if (name.SequenceEqual("SwapTotal:"u8)) state = state with { SwapTotal = Bytes(ref line) };
            else if (name.SequenceEqual("SwapFree:"u8)) state = state with { SwapFree = Bytes(ref line) };
        }

        return state.Total > 0 ? state : throw new FormatException("MemTotal is missing.");
    }

    private static long Bytes(ref ProcText line) => checked((long)line.Counter() * 1_024);
}
