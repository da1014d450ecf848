using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace ConventionTests;

/// <summary>The ids of log messages, by which operators find them.</summary>
public sealed partial class EventIdTests
{
    private static readonly List<(string File, int Id)> All =
        [.. Repository.Files("server", ".cs").Concat(Repository.Files("dotnet-client", ".cs")).SelectMany(IdsOf)];

    [Fact]
    public void No_two_messages_share_an_id() =>
        Assert.Empty(All.GroupBy(m => m.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(m => m.File))}"));

    [Fact]
    public void Every_message_has_an_id()
    {
        var attributes = Repository.Files("server", ".cs").Concat(Repository.Files("dotnet-client", ".cs"))
            .Sum(file => Attributes().Count(Repository.Read(file)));

        Assert.NotEmpty(All);
        Assert.Equal(attributes, All.Count);
    }

    [Fact]
    public void What_the_server_logs_apart_from_its_sources_is_explained_to_operators()
    {
        var text = Repository.Read("docs/operations.md");
        var ids = All
            .Where(m => m.File.StartsWith("server/", StringComparison.Ordinal) && !m.File.Contains("/Sources/", StringComparison.Ordinal))
            .Select(m => m.Id.ToString(CultureInfo.InvariantCulture));

        Assert.Empty(ids.Where(id => !Regex.IsMatch(text, $@"\b{id}\b")));
    }

    private static IEnumerable<(string File, int Id)> IdsOf(string file) =>
        Ids().Matches(Repository.Read(file)).Select(m => (file, int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?([0-9]+)")]
    private static partial Regex Ids();

    [GeneratedRegex(@"\[LoggerMessage\(")]
    private static partial Regex Attributes();
}
