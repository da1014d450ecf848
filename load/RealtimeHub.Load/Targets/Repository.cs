namespace RealtimeHub.Load.Targets;

/// <summary>The repository that this program was built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "RealtimeHub.sln"))) return folder.FullName;
        throw new LoadException("this program has to stay in the repository that it was built in: give a server with --url");
    }
}
