using System.Globalization;

namespace RealtimeHub.Tasks.Running;

/// <summary>How much processor time a thread has had, by Linux's files of it (man 5 proc); nothing elsewhere.</summary>
/// <remarks>
/// "schedstat" tells nanoseconds. "stat" is for kernels that do not fill that: it tells ticks, and who is nice beside many others may get less than one of them between two looks.
/// </remarks>
internal sealed class ThreadTime
{
    /// <summary>Where "stat" tells what the thread has had in user mode, counted from what follows the name; kernel mode comes next.</summary>
    private const int UserTime = 11;

    /// <summary>A tick, as Linux counts it for everybody.</summary>
    private const long NanosecondsPerTick = 10_000_000;

    private readonly string _folder;
    private readonly bool _hasNanoseconds;

    private ThreadTime(string folder)
    {
        _folder = folder;

        // The last number counts the turns of the thread, which has one now.
        _hasNanoseconds = TryRead("schedstat") is { } text && !text.StartsWith("0 0 0", StringComparison.Ordinal);
    }

    /// <returns>Null where that is not known.</returns>
    public static ThreadTime? OfThisThread() => OperatingSystem.IsLinux() && new DirectoryInfo("/proc/thread-self").LinkTarget is { } link ? new ThreadTime($"/proc/{link}") : null;

    /// <returns>In nanoseconds; null when the thread has ended, or its files cannot be read.</returns>
    public long? Read()
    {
        if (_hasNanoseconds) return TryRead("schedstat") is { } text ? Number(text.Split(' ')[0]) : null;
        return TryRead("stat") is { } stat ? Ticks(stat) * NanosecondsPerTick : null;
    }

    private static long Ticks(string stat)
    {
        // The name may have blanks and brackets.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return Number(fields[UserTime]) + Number(fields[UserTime + 1]);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private string? TryRead(string file)
    {
        try
        {
            return File.ReadAllText($"{_folder}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
