using RealtimeHub.Server.Tasks.Csv;
using RealtimeHub.Server.Tests.Support;

namespace RealtimeHub.Server.Tests.Csv;

/// <summary>Nothing outside of the folder is found, whatever it is called and whatever lies in between.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _outer = new();

    public DataFolderTests()
    {
        _outer.Write("secret.csv", "a\n");
        _outer.Write("data/in.csv", "a\n");
        _outer.Write("data/sub/deep.csv", "a\n");
        _outer.Write("data-other/near.csv", "a\n");
    }

    private string Root => Path.Combine(_outer.ContentRootPath, "data");

    public void Dispose() => _outer.Dispose();

    [Theory]
    [InlineData("in.csv")]
    [InlineData("./in.csv")]
    [InlineData("sub/deep.csv")]
    [InlineData("sub//deep.csv")]
    [InlineData("in.csv/")]
    public void Files_below_the_folder_are_found(string path)
    {
        Assert.NotNull(new DataFolder(Root).Find(path));
        Assert.NotNull(new DataFolder(Root + "/").Find(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("sub")]
    [InlineData("none.csv")]
    [InlineData("../secret.csv")]
    [InlineData("..")]
    [InlineData("sub/../../secret.csv")]
    [InlineData("sub/../in.csv")]
    [InlineData("./../secret.csv")]
    [InlineData("../data/in.csv")]
    [InlineData("../data-other/near.csv")]
    [InlineData("/etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("in.csv\0.png")]
    [InlineData("in.csv/x")]
    [InlineData("..\\secret.csv")]
    [InlineData("%2e%2e/secret.csv")]
    [InlineData("~/secret.csv")]
    public void Whatever_leads_elsewhere_is_not_found(string path) => Assert.Null(new DataFolder(Root).Find(path));

    [Fact]
    public void An_absolute_path_is_not_found_even_when_it_leads_inside() => Assert.Null(new DataFolder(Root).Find(Path.Combine(Root, "in.csv")));

    [Fact]
    public void Links_that_stay_inside_are_followed()
    {
        Link("data/link.csv", "in.csv");
        Link("data/folder", "sub");
        Link("data/absolute.csv", Path.Combine(Root, "sub", "deep.csv"));
        Link("data/sub/up.csv", "../in.csv");

        Assert.All(["link.csv", "folder/deep.csv", "absolute.csv", "sub/up.csv", "folder/up.csv"], path => Assert.NotNull(new DataFolder(Root).Find(path)));
    }

    [Fact]
    public void Links_that_lead_out_are_not_found()
    {
        Link("data/file.csv", "../secret.csv");
        Link("data/absolute.csv", "/etc/passwd");
        Link("data/folder", "..");
        Link("data/chain.csv", "file.csv");
        Link("data/other", "../data-other");
        Link("data/circle.csv", "circle.csv");

        // Seen from the path, the link leads to data/secret.csv; seen from the folder where it really lies, out of data.
        Directory.CreateDirectory(Path.Combine(Root, "a", "b"));
        Link("data/a/b/jump", "../../sub");
        _outer.Write("data/secret.csv", "a\n");
        Link("data/sub/twisted.csv", "../../secret.csv");

        Assert.All(
            ["file.csv", "absolute.csv", "folder/secret.csv", "folder/data/in.csv/x", "chain.csv", "other/near.csv", "circle.csv", "a/b/jump/twisted.csv", "sub/twisted.csv"],
            path => Assert.Null(new DataFolder(Root).Find(path)));
    }

    [Fact]
    public void A_folder_that_is_itself_behind_a_link_is_the_folder_there()
    {
        Link("linked", "data");
        Link("data/out.csv", "../secret.csv");

        Assert.NotNull(new DataFolder(Path.Combine(_outer.ContentRootPath, "linked")).Find("sub/deep.csv"));
        Assert.Null(new DataFolder(Path.Combine(_outer.ContentRootPath, "linked")).Find("out.csv"));
    }

    private void Link(string path, string target) => File.CreateSymbolicLink(Path.Combine(_outer.ContentRootPath, path), target);
}
