namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>The one folder whose files tasks may read. No name and no link leads out of it.</summary>
internal sealed class DataFolder(string root)
{
    /// <summary>A chain of more links than this leads in a circle, or might as well.</summary>
    private const int MaxLinks = 40;

    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>Finds a file.</summary>
    /// <param name="path">Relative to the folder.</param>
    /// <returns>The file itself, behind all links; null when there is none, or it is not below the folder. Which of the two, is not told.</returns>
    public FileInfo? Find(string path)
    {
        // What is outside must not even be asked for: an answer would tell what is there.
        if (Path.IsPathRooted(path) || path.Contains('\0', StringComparison.Ordinal) || path.Split(Separators).Contains("..")) return null;
        if (RealPath(Path.GetFullPath(root)) is not { } folder || RealPath(Path.Combine(folder, path)) is not { } real || !IsBelow(folder, real)) return null;
        var file = new FileInfo(real);
        return file.Exists ? file : null;
    }

    /// <summary>Where a path leads when each of its links is followed, one name after the other, as the system does it.</summary>
    /// <returns>Null when it leads in a circle.</returns>
    private static string? RealPath(string path)
    {
        var start = Path.GetPathRoot(path)!;
        var real = start;
        var names = new Stack<string>(NamesOf(path));
        for (var links = 0; names.TryPop(out var name);)
        {
            if (name == "..")
            {
                real = Path.GetDirectoryName(real) ?? start;
                continue;
            }

            var next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks) return null;
            if (Path.IsPathRooted(target)) real = Path.GetPathRoot(target)!;
            foreach (var step in NamesOf(target)) names.Push(step);
        }

        return real;
    }

    /// <summary>The names of a path without its root, the last one first.</summary>
    private static IEnumerable<string> NamesOf(string path) =>
        path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split(Separators, StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".").Reverse();

    private static bool IsBelow(string folder, string path) => path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
