using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace ConventionTests;

/// <summary>Every threat of the table is tested, and what the table calls a test is one.</summary>
public sealed partial class ThreatTableTests
{
    private const string Document = "docs/security.md";
    private const int Threats = 40;

    /// <summary>Several nodes.</summary>
    private static readonly int[] Later = [39];

    private static readonly Dictionary<int, string[]> Table = Repository.ReadLines(Document)
        .Where(line => Row().IsMatch(line))
        .Select(line => line.Trim('|', ' ').Split(" | "))
        .ToDictionary(cells => int.Parse(cells[0], CultureInfo.InvariantCulture), cells => cells.Length < 4 ? [] : Name().Matches(cells[3]).Select(m => m.Groups[1].Value).ToArray());

    private static readonly string Sources = string.Join('\n', Repository.Files("tests", ".cs").Select(Repository.Read));

    [Fact]
    public void Every_threat_has_a_row() => Assert.Equal(Enumerable.Range(1, Threats), Table.Keys.Order());

    [Fact]
    public void Every_threat_has_a_test_of_its_own() =>
        Assert.Equal(Later, Table.Where(row => !row.Value.Any(name => name.StartsWith(PrefixOf(row.Key), StringComparison.Ordinal))).Select(row => row.Key).Order());

    [Fact]
    public void Every_test_of_the_table_exists() => Assert.Empty(Table.Values.SelectMany(names => names).Distinct().Where(name => !Exists(name)));

    [Fact]
    public void Every_test_of_a_threat_stands_in_its_row()
    {
        var tests = Repository.Files("tests/SecurityTests", ".cs").SelectMany(file => Test().Matches(Repository.Read(file)).Select(m => (Row: m.Groups[2].Value, Name: m.Groups[1].Value))).ToList();

        Assert.NotEmpty(tests);
        Assert.Empty(tests.Where(test => !Table[int.Parse(test.Row, CultureInfo.InvariantCulture)].Contains(test.Name)));
    }

    private static string PrefixOf(int row) => string.Create(CultureInfo.InvariantCulture, $"T{row:00}_");

    /// <summary>A test is written alone, a class of tests alone, or both with a point between them.</summary>
    private static bool Exists(string name) =>
        name.Split('.').All(part => part.EndsWith("Tests", StringComparison.Ordinal)
            ? Sources.Contains($"class {part}", StringComparison.Ordinal)
            : Sources.Contains($" {part}(", StringComparison.Ordinal));

    [GeneratedRegex(@"^\| [0-9]+ \|")]
    private static partial Regex Row();

    [GeneratedRegex("`([\\w.]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\bTask (T([0-9]{2})_\w+)\(")]
    private static partial Regex Test();
}
