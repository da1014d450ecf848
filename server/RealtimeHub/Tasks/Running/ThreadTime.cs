using System.Globalization;

namespace RealtimeHub.Tasks.Running;

/// <summary>How much processor time a thread has had, by Linux's files of it (man 5 proc); nothing elsewhere.</summary>
internal sealed class ThreadTime
{
    /// <summary>Where the file tells what the thread has had in user mode, counted from what follows the name; kernel mode comes next.</summary>
    private const int UserTime = 11;

    private readonly string _file;

    private ThreadTime(string file) => _file = file;

    /// <returns>Null where that is not known.</returns>
    public static ThreadTime? OfThisThread() =>
        OperatingSystem.IsLinux() && new DirectoryInfo("/proc/thread-self").LinkTarget is { } link ? new ThreadTime($"/proc/{link}/stat") : null;

    /// <returns>In ticks of the kernel, some 10 milliseconds each; null when the thread has ended, or the file cannot be read.</returns>
    public long? Read()
    {
        try
        {
            var text = File.ReadAllText(_file);

            // The name may have blanks and brackets.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return long.Parse(fields[UserTime], CultureInfo.InvariantCulture) + long.Parse(fields[UserTime + 1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
