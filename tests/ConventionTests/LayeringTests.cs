using System.Text.RegularExpressions;
using Xunit;

namespace ConventionTests;

/// <summary>A folder of the library is a stage, and arrows between stages go one way.</summary>
public sealed partial class LayeringTests
{
    private const string Library = "server/RealtimeHub";

    /// <summary>What each stage may use besides itself and the wire types.</summary>
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Configuration"] = [],
        ["Diagnostics"] = [],
        ["Topics"] = ["Configuration", "Diagnostics"],
        ["Limits"] = ["Configuration", "Diagnostics"],
        ["Connections"] = ["Limits", "Configuration", "Diagnostics"],
        ["Security"] = ["Limits", "Configuration", "Diagnostics"],
        ["Draining"] = ["Connections", "Limits", "Configuration", "Diagnostics"],
        ["FanOut"] = ["Topics", "Connections", "Configuration", "Diagnostics"],
        ["Ingest"] = ["FanOut", "Topics", "Connections", "Security", "Limits", "Configuration", "Diagnostics"],
        ["Sources"] = ["Ingest", "FanOut", "Topics", "Connections", "Configuration", "Diagnostics"],
        ["Presence"] = ["Ingest", "FanOut", "Topics", "Connections", "Security", "Limits", "Configuration", "Diagnostics"],
        ["Tasks"] = ["Ingest", "FanOut", "Topics", "Draining", "Connections", "Security", "Limits", "Configuration", "Diagnostics"],
        ["Hubs"] = ["Tasks", "Presence", "Ingest", "FanOut", "Topics", "Draining", "Connections", "Security", "Limits", "Configuration", "Diagnostics"],
        ["Control"] = ["Ingest", "FanOut", "Topics", "Draining", "Connections", "Security", "Limits", "Configuration", "Diagnostics"],
        ["Cluster"] = ["Tasks", "Presence", "Control", "Ingest", "FanOut", "Topics", "Draining", "Connections", "Security", "Limits", "Configuration", "Diagnostics"],
        ["Hosting"] =
            ["Cluster", "Control", "Sources", "Hubs", "Tasks", "Presence", "Ingest", "FanOut", "Topics", "Draining", "Connections", "Security", "Limits", "Configuration", "Diagnostics"],
    };

    public static TheoryData<string> Stages => [.. Below.Keys];

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_stage_uses_only_the_stages_below_it(string stage)
    {
        var above = Below.Keys.Except(Below[stage]).Where(other => other != stage).ToHashSet();

        var wrong = Repository.Files($"{Library}/{stage}", ".cs").SelectMany(file =>
            Mentions().Matches(Repository.Read(file)).Select(m => m.Groups[1].Value).Where(above.Contains).Select(other => $"{file} uses {other}"));

        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Every_folder_of_the_library_is_a_stage_of_the_table()
    {
        var folders = Repository.Files(Library, ".cs").Select(file => file.Split('/')[2]).Distinct();

        Assert.Equal(Below.Keys.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_table_itself_goes_one_way() =>
        Assert.Empty(Below.SelectMany(stage => stage.Value.Where(other => Below[other].Contains(stage.Key)).Select(other => $"{stage.Key} <-> {other}")));

    [Fact]
    public void The_wire_types_use_nothing_of_ours() =>
        Assert.Empty(Repository.Files("server/RealtimeHub.Contracts", ".cs").Where(file => Mentions().IsMatch(Repository.Read(file))));

    [Fact]
    public void The_transport_knows_nothing_of_topics() =>
        Assert.Empty(Repository.Files("server/RealtimeHub.Transport", ".cs").Where(file => Usings().Matches(Repository.Read(file))
            .Any(m => !(m.Groups[1].Value + ".").StartsWith("RealtimeHub.Transport.", StringComparison.Ordinal))));

    [Fact]
    public void The_dotnet_client_uses_the_wire_types_and_nothing_of_the_server() =>
        Assert.Empty(Repository.Files("dotnet-client", ".cs").Where(file => Usings().Matches(Repository.Read(file))
            .Any(m => m.Groups[1].Value is not ("RealtimeHub.Contracts" or "RealtimeHub.Client") && !m.Groups[1].Value.StartsWith("RealtimeHub.Client.", StringComparison.Ordinal))));

    [Fact]
    public void A_namespace_of_the_server_is_named_after_its_folder()
    {
        var wrong = Repository.Files("server", ".cs")
            .Where(file => Namespace().Match(Repository.Read(file)) is { Success: true } found
                && found.Groups[1].Value != string.Join('.', file.Split('/')[1..^1]));

        Assert.Empty(wrong);
    }

    /// <summary>A stage that is named in full, in a using or in the code.</summary>
    [GeneratedRegex(@"\bRealtimeHub\.(Configuration|Diagnostics|Topics|Limits|Connections|Draining|Security|FanOut|Ingest|Sources|Presence|Hubs|Control|Cluster|Hosting)\b")]
    private static partial Regex Mentions();

    [GeneratedRegex(@"^using (?:static )?(RealtimeHub[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Usings();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
