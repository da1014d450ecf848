using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace ConventionTests;

/// <summary>What everybody who clones the repository relies on.</summary>
public sealed partial class RepositoryTests
{
    private static readonly string[] Binaries = [".png", ".jpg", ".gif", ".ico", ".woff2", ".webp"];

    [Fact]
    public void No_file_names_a_folder_of_somebodys_machine() => Assert.Empty(LinesWith(MachinePath()));

    [Fact]
    public void No_file_names_the_address_of_a_package_registry() => Assert.Empty(LinesWith(Registry()));

    [Fact]
    public void The_lock_file_leaves_it_to_the_machine_where_packages_come_from() =>
        Assert.DoesNotContain("\"resolved\": \"http", Repository.Read("package-lock.json"), StringComparison.Ordinal);

    [Fact]
    public void Every_version_of_a_package_is_exact()
    {
        Assert.NotEmpty(Packages());
        Assert.Empty(Packages().Where(p => !ExactVersion().IsMatch(p.Version)));
    }

    [Fact]
    public void Packages_of_aspnetcore_belong_to_the_framework_that_is_used() =>
        Assert.Empty(Packages().Where(p => p.Name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
            && !p.Version.StartsWith("10.0.", StringComparison.Ordinal)));

    [Fact]
    public void Versions_stand_in_one_place() =>
        Assert.Empty(Repository.Files("", ".csproj").Where(file => XDocument.Parse(Repository.Read(file)).Descendants("PackageReference")
            .Any(package => package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null)));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("RealtimeHub.sln").Replace('\\', '/');

        Assert.Empty(Repository.Files("", ".csproj").Where(project => !solution.Contains(project, StringComparison.Ordinal)));
    }

    private static List<(string Name, string Version)> Packages() =>
        [.. XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(package => (package.Attribute("Include")!.Value, package.Attribute("Version")!.Value))];

    private static IEnumerable<string> LinesWith(Regex pattern) =>
        from file in Repository.Files("")
        where !Binaries.Contains(Path.GetExtension(file)) && !file.EndsWith($"/{nameof(RepositoryTests)}.cs", StringComparison.Ordinal)
        from line in Repository.ReadLines(file)
        let match = pattern.Match(line)
        where match.Success
        select $"{file}: {match.Value}";

    [GeneratedRegex(@"(?<![\w.:/])/(?:home|root|Users|work)/\w+|\b[A-Z]:\\\w+")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"https?://[^\s""'<>)]*(?:registry\.|npmjs\.org|nuget\.org/v3|/v3/index\.json|/simple/)[^\s""'<>)]*")]
    private static partial Regex Registry();

    [GeneratedRegex(@"^[0-9]+(?:\.[0-9]+)+$")]
    private static partial Regex ExactVersion();
}
