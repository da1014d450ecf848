namespace RealtimeHub.Load.CommandLine;

/// <summary>Draws a chart for a program that has something to draw: the benchmarks of several servers.</summary>
internal static class DrawCommand
{
    /// <param name="file">The chart as JSON.</param>
    /// <param name="svg">Where the picture goes.</param>
    /// <param name="draw">Given the text of the file and its name.</param>
    /// <param name="stop">Breaks off.</param>
    public static async Task<int> RunAsync(string file, string svg, Func<string, string, string> draw, CancellationToken stop)
    {
        if (!File.Exists(file)) throw new UsageException($"{file}: there is no such file");
        var picture = OutputFile.Checked("--svg", svg);
        await OutputFile.WriteAsync(picture, draw(await File.ReadAllTextAsync(file, stop), file), stop);
        return ExitCode.Fine;
    }
}
