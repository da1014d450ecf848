using System.Globalization;

namespace RealtimeHub.Connections;

/// <summary>How many connections fit below the limit of open files of the process. A process without a free descriptor can do nothing any more.</summary>
internal static class OpenFiles
{
    private const string LimitsFile = "/proc/self/limits";
    private const int KeptFree = 1_000;
    private const int WithoutLimit = 100_000;

    public static int ConnectionsBelowLimit() => File.Exists(LimitsFile) ? BelowLimit(File.ReadAllText(LimitsFile)) : WithoutLimit;

    /// <summary>Some are kept free for logs, requests, and to tell those who come too late: 1,000, or a tenth when that is less.</summary>
    /// <param name="limits">The text of <c>/proc/self/limits</c>.</param>
    public static int BelowLimit(string limits)
    {
        var line = limits.Split('\n').FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(3);
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var files)
            ? Math.Max(1, files - Math.Min(KeptFree, files / 10))
            : WithoutLimit;
    }
}
