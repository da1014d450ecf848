using System.Diagnostics;

namespace RealtimeHub.Load.Checks;

/// <summary>The small C programs of load/peers/floor, compiled when they are needed.</summary>
internal static class NativeProgram
{
    private const string Folder = "load/peers/floor";

    /// <summary>Compiles one, and returns where it is.</summary>
    /// <exception cref="LoadException">There is no compiler, or the program is not where it should be.</exception>
    public static async Task<string> CompileAsync(string name, CancellationToken stop)
    {
        var source = Path.Combine(Root(), Folder, $"{name}.c");
        var output = Path.Combine(AppContext.BaseDirectory, name);
        if (File.Exists(output) && File.GetLastWriteTimeUtc(output) > File.GetLastWriteTimeUtc(source)) return output;

        // Under a name of its own until it is whole: another one may compile it too, or start it, at this moment.
        var unfinished = $"{output}-{Guid.NewGuid():N}";
        using var compiler = Start("cc", ["-O2", "-o", unfinished, source]);
        var complaint = await compiler.StandardError.ReadToEndAsync(stop);
        await compiler.WaitForExitAsync(stop);
        if (compiler.ExitCode != 0) throw new LoadException($"{source} could not be compiled:\n{complaint}");
        File.Move(unfinished, output, overwrite: true);
        return output;
    }

    /// <exception cref="LoadException">There is no such program.</exception>
    public static Process Start(string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        try
        {
            return Process.Start(info) ?? throw new LoadException($"{program} could not be started");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new LoadException($"{program} could not be started: {e.Message}");
        }
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "RealtimeHub.sln"))) return folder.FullName;
        throw new LoadException("this program has to stay in the repository that it was built in");
    }
}
