using System.Text.Json;
using System.Xml.Linq;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Runs;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Tests;

public sealed class SlowReadersReportTests
{
    private static readonly SlowReadersOptions Options = new() { Servers = OptionValue.BothServers, Repeat = 3 };

    private readonly SlowReadersResult[] _runs =
    [
        Run("realtimehub", slowP99: 110), Run("realtimehub", slowP99: 105), Run("realtimehub", slowP99: 900), Run("signalr", slowP99: 30_000),
    ];

    [Fact]
    public void The_tables_show_medians_of_both_servers_side_by_side()
    {
        var rows = SlowReadersText.ForDocs(Options, _runs).Split('\n');
        Assert.Contains("| latency p99 with slow readers, ms | 110.0 | 30,000.0 |", rows);
        Assert.Contains("| p99 with slow readers / while all read | 1.10 | 300.00 |", rows);
        Assert.Equal(2, rows.Count(row => row == "| closed with 3008 | 7 | 7 |"));
    }

    [Fact]
    public void The_picture_is_svg_with_a_curve_for_each_server_and_figure()
    {
        var svg = XDocument.Parse(SlowReadersPlot.Write(Options, _runs));
        XNamespace space = "http://www.w3.org/2000/svg";
        Assert.Equal(6, svg.Descendants(space + "path").Count());
        Assert.Contains(svg.Descendants(space + "text"), text => text.Value == "50 stop reading, 50 read 1,024 bytes/s");
    }

    [Fact]
    public void A_curve_is_broken_where_nothing_was_delivered()
    {
        var svg = SlowReadersPlot.Write(Options, [_runs[^1] with { Seconds = [Second(0, 5), Second(1, null), Second(2, 7), Second(3, 8)] }]);
        Assert.Matches(@"d=""M[\d. ]+M[\d. ]+L[\d. ]+""", svg);
    }

    [Fact]
    public async Task The_file_holds_the_plan_the_medians_and_every_second()
    {
        var file = Path.GetTempFileName();
        try
        {
            await SlowReadersJson.WriteAsync(file, Options, new Pinning(), _runs);
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            var root = json.RootElement;
            Assert.Equal("Recover", root.GetProperty("plan").GetProperty("settings").GetProperty("RealtimeHub:DefaultNamespace:Behind:Policy").GetString());
            Assert.Equal(110, root.GetProperty("medians").GetProperty("realtimehub").GetProperty("slowP99Ms").GetDouble());
            Assert.Equal(2, root.GetProperty("runs")[0].GetProperty("seconds").GetArrayLength());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_section_of_a_document_is_replaced_and_the_rest_stays()
    {
        var document = "before\n<!-- x: begin -->\nold\n<!-- x: end -->\nafter\n";
        Assert.Equal("before\n<!-- x: begin -->\nnew\n<!-- x: end -->\nafter\n", DocsSection.Replace(document, "x", "new\n"));
        Assert.Throws<LoadException>(() => DocsSection.Replace(document, "y", "new\n"));
    }

    private static SlowReadersResult Run(string server, double slowP99) => new()
    {
        Server = server,
        SlowFrom = 1,
        Seconds = [Second(0, 100), Second(1, slowP99)],
        Quiet = new PhaseResult(50, 100, 120, 14_700, 400 << 20, 60),
        Slow = new PhaseResult(50, slowP99, slowP99, 14_700, 410 << 20, 60),
        MemoryBytesPerMinute = 0,
        NeverRead = Tally,
        ReadSlowly = Tally,
        Faults = new Faults(),
    };

    private static SlowTally Tally => new() { Clients = 50, Closes = new Dictionary<int, int> { [3008] = 7 } };

    private static SecondResult Second(int second, double? p99) => new(second, p99 / 2, p99, p99, 14_700, 400 << 20, 60);
}
