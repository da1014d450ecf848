using System.Globalization;

namespace RealtimeHub.Load.Targets;

/// <summary>A process and all that descend from it: nginx and uvicorn do their work in forked ones.</summary>
internal static class ProcessTree
{
    public static IReadOnlyList<int> Of(int processId)
    {
        var all = new List<int> { processId };
        for (var i = 0; i < all.Count; i++) all.AddRange(ChildrenOf(all[i]));
        return all;
    }

    private static IEnumerable<int> ChildrenOf(int processId)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{processId}/task").SelectMany(ChildrenOfThread)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // it ended this moment, or is somebody else's
        }
    }

    private static IEnumerable<int> ChildrenOfThread(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "children"))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return []; // this thread ended this moment; those that the others started still count
        }
    }
}
