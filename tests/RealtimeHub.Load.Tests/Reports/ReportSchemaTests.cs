using System.Text.Json.Nodes;
using NJsonSchema;
using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Tests.Reports;

/// <summary>Reports are what their schema says.</summary>
public sealed class ReportSchemaTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromJsonAsync(ReportJson.Schema()).GetAwaiter().GetResult();

    private static readonly RunReport Full = SampleRuns.SlowReaders() with
    {
        Faults = new FaultFigures { Lost = 1, FirstFailure = "it went away" },
        Verdict = new Verdict(false, [new("loss>0", 1, true), new("cpu>50%", null, true)]),
    };

    public static TheoryData<string> Objects => ["", "/machine", "/connect", "/connect/latency", "/throughput", "/latency", "/histogram/0", "/faults", "/serverUsage", "/clientUsage", "/seconds/0", "/phases/0", "/figures/0", "/verdict", "/verdict/rules/0"];

    [Fact]
    public void A_report_fits() => Assert.True(Fits(JsonNode.Parse(ReportJson.Write(Full))!));

    [Fact]
    public void A_report_of_nothing_but_connections_fits() =>
        Assert.True(Fits(JsonNode.Parse(ReportJson.Write(SampleRuns.Idle() with { ServerUsage = null }))!));

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
        string[] optional = ["serverUsage", "verdict", "firstFailure", "serverCpuUs", "cpuPerDeliveryUs", "p50", "p99", "max", "serverUserPercent", "serverSystemPercent", "serverMemoryBytes", "value"];
        var names = ((JsonObject)At(JsonNode.Parse(ReportJson.Write(Full))!, path)).Select(pair => pair.Key).Except(path is "/seconds/0" or "" or "/faults" or "/connect" or "/serverUsage" or "/verdict/rules/0" ? optional : []);

        Assert.All(names, name =>
        {
            var report = JsonNode.Parse(ReportJson.Write(Full))!;
            ((JsonObject)At(report, path)).Remove(name);
            Assert.False(Fits(report), $"{path}/{name} may be left out");
        });
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

    private static bool Fits(JsonNode report) => Schema.Validate(report.ToJsonString()).Count == 0;

    private static JsonNode At(JsonNode root, string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(root, (node, part) => int.TryParse(part, out var index) ? node[index]! : node[part]!);
}
