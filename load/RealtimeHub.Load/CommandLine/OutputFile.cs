namespace RealtimeHub.Load.CommandLine;

/// <summary>A file that is written at the end. A run of an hour should not end with one that cannot be.</summary>
internal static class OutputFile
{
    /// <returns>The file.</returns>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static string Checked(string option, string file)
    {
        if (string.IsNullOrWhiteSpace(file)) throw new UsageException($"{option}: the name of a file is needed");
        if (Directory.Exists(file)) throw new UsageException($"{option} {file}: this is a folder; give the name of a file in it");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file));
        if (!Directory.Exists(folder)) throw new UsageException($"{option} {file}: there is no folder {folder}; make it first");
        try
        {
            Try(file);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {file}: it cannot be written there; give another folder, or the right to write");
        }
    }

    /// <exception cref="LoadException">It could be written when the run began, and cannot be any more: the disk may be full.</exception>
    public static async Task WriteAsync(string file, string text, CancellationToken stop)
    {
        try
        {
            await File.WriteAllTextAsync(file, text, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LoadException($"{file} could not be written: {e.Message}");
        }
    }

    /// <summary>Opens it as it will be opened at the end. What it holds stays until then.</summary>
    private static void Try(string file)
    {
        var isNew = !File.Exists(file);
        using (File.Open(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
        {
            // It could be opened.
        }

        if (isNew) File.Delete(file);
    }
}
