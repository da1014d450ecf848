using Xunit;

namespace ConventionTests;

/// <summary>One idea a file.</summary>
public sealed class FileSizeTests
{
    private const int HardLimit = 300;
    private const int MedianLimit = 60;

    [Fact]
    public void No_file_is_longer_than_300_lines()
    {
        var files = new[] { "server", "dotnet-client", "web-client" }.SelectMany(folder => Repository.Files(folder, ".cs", ".ts"));

        Assert.Empty(files.Select(file => (file, Lines: LinesOf(file))).Where(f => f.Lines > HardLimit));
    }

    [Fact]
    public void Half_of_the_servers_files_have_60_lines_at_most()
    {
        var lengths = Repository.Files("server", ".cs").Select(LinesOf).Order().ToList();

        Assert.InRange(lengths[lengths.Count / 2], 1, MedianLimit);
    }

    private static int LinesOf(string file) => Repository.ReadLines(file).Length;
}
