using System.Text.Json;
using System.Text.Json.Nodes;
using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Tests.Reports;

/// <summary>Reports are what their schema says.</summary>
public sealed class ReportSchemaTests
{
    private static readonly SchemaCheck Schema = new(JsonElement.Parse(ReportJson.Schema()));

    private static readonly RunReport Full = SampleRuns.SlowReaders() with
    {
        Faults = new FaultFigures { Lost = 1, FirstFailure = "it went away" },
        Verdict = new Verdict(false, [new("loss>0", 1, true), new("cpu>50%", null, true)]),
    };

    public static TheoryData<string> Objects => ["", "/machine", "/connect", "/connect/latency", "/throughput", "/latency", "/histogram/0", "/faults", "/serverUsage", "/clientUsage", "/seconds/0", "/phases/0", "/figures/0", "/slowReaders/0", "/verdict", "/verdict/rules/0"];

    [Fact]
    public void A_report_fits() => Assert.Empty(Faults(JsonNode.Parse(ReportJson.Write(Full))!));

    [Fact]
    public void A_report_of_nothing_but_connections_fits() =>
        Assert.Empty(Faults(JsonNode.Parse(ReportJson.Write(SampleRuns.Idle() with { ServerUsage = null }))!));

    [Theory]
    [MemberData(nameof(Objects))]
    public void No_part_of_it_may_have_a_property_that_is_not_known(string path)
    {
        var report = JsonNode.Parse(ReportJson.Write(Full))!;

        At(report, path)["unknown"] = 1;

        Assert.False(Fits(report));
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void Every_property_that_a_report_always_has_is_required(string path)
    {
        string[] optional = ["serverUsage", "verdict", "firstFailure", "serverCpuUs", "cpuPerDeliveryUs", "p50", "p99", "max", "serverUserPercent", "serverSystemPercent", "serverMemoryBytes", "serverCpuPercent", "value"];
        var names = ((JsonObject)At(JsonNode.Parse(ReportJson.Write(Full))!, path)).Select(pair => pair.Key).Except(path is "/seconds/0" or "/phases/0" or "" or "/faults" or "/connect" or "/serverUsage" or "/verdict/rules/0" ? optional : []);

        Assert.All(names, name =>
        {
            var report = JsonNode.Parse(ReportJson.Write(Full))!;
            ((JsonObject)At(report, path)).Remove(name);
            Assert.False(Fits(report), $"{path}/{name} may be left out");
        });
    }

    [Theory]
    [InlineData("/machine/cores", "0")]
    [InlineData("/connect/connections", "1.5")]
    [InlineData("/scenario", "\"tidal-wave\"")]
    [InlineData("/startedAt", "\"yesterday\"")]
    [InlineData("/figures/0/name", "\"P 99\"")]
    [InlineData("/plan/--rate", "16")]
    [InlineData("/version", "2")]
    public void A_value_that_makes_no_sense_does_not_fit(string path, string value)
    {
        var report = JsonNode.Parse(ReportJson.Write(Full))!;
        var at = path.LastIndexOf('/');

        At(report, path[..at])[path[(at + 1)..]] = JsonNode.Parse(value);

        Assert.StartsWith(path, Assert.Single(Faults(report)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_that_is_read_again_is_the_same()
    {
        var json = ReportJson.Write(Full);

        Assert.Equal(json, ReportJson.Write(ReportJson.Read(json, "a.json")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("no json")]
    public void What_is_no_report_is_refused(string text) =>
        Assert.StartsWith("a.json", Assert.Throws<LoadException>(() => ReportJson.Read(text, "a.json")).Message, StringComparison.Ordinal);

    private static IReadOnlyList<string> Faults(JsonNode report) => Schema.Faults(JsonSerializer.SerializeToElement(report));

    private static bool Fits(JsonNode report) => Faults(report).Count == 0;

    private static JsonNode At(JsonNode root, string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(root, (node, part) => int.TryParse(part, out var index) ? node[index]! : node[part]!);
}
