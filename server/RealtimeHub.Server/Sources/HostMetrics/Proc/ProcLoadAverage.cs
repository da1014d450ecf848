namespace RealtimeHub.Server.Sources.HostMetrics.Proc;

/// <summary>Reads <c>/proc/loadavg</c>: the averages over 1, 5 and 15 minutes come first.</summary>
internal static class ProcLoadAverage
{
    public static double[] Parse(ReadOnlySpan<byte> text)
    {
        var words = new ProcText(text);
        return [words.Fraction(), words.Fraction(), words.Fraction()];
    }
}
