namespace ConventionTests;

/// <summary>The files of the repository, without what builds and package managers put there.</summary>
internal static class Repository
{
    private static readonly HashSet<string> PassedOver =
        [".git", ".idea", ".vs", "artifacts", "bin", "dist", "node_modules", "obj", "test-output", "TestResults", "wwwroot"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths below the root, with forward slashes, that end with one of <paramref name="extensions"/>; all when there is none.</summary>
    public static IEnumerable<string> Files(string folder, params string[] extensions) =>
        Walk(new DirectoryInfo(Path.Combine(Root, folder)))
            .Where(file => extensions.Length == 0 || extensions.Contains(file.Extension))
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] ReadLines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    // In a work tree of its own, .git is a file.
    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(file => !PassedOver.Contains(file.Name)).Concat(folder.EnumerateDirectories().Where(child => !PassedOver.Contains(child.Name)).SelectMany(Walk));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RealtimeHub.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
