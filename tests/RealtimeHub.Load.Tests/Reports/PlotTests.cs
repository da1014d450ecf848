using System.Xml.Linq;
using CsCheck;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Reports.Plots;

namespace RealtimeHub.Load.Tests.Reports;

public sealed class PlotTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.07, 0.08)]
    [InlineData(7, 8)]
    [InlineData(80_000, 80_000)]
    [InlineData(81_000, 100_000)]
    [InlineData(1_060, 1_250)]
    public void A_linear_axis_ends_at_a_round_value_that_is_not_below_any(double max, double end) => Assert.Equal(end, Axis.Linear([0, max]).To, 9);

    [Fact]
    public void A_logarithmic_axis_spans_all_values_that_have_a_logarithm()
    {
        var axis = Axis.Logarithmic([0, 0.3, 34]);

        Assert.Equal((0.2, 50), (axis.From, axis.To));
        Assert.Equal([0.2, 0.5, 1, 2, 5, 10, 20, 50], axis.Ticks.Select(tick => Math.Round(tick, 9)));
    }

    [Fact]
    public void Whatever_the_values_all_have_a_place_on_a_logarithmic_axis() =>
        Gen.Double[1e-6, 1e9].Array[0, 20].Sample(values =>
        {
            var axis = Axis.Logarithmic(values);
            return axis.Ticks.Count is >= 2 and <= 20 && values.All(value => value >= axis.From * 0.999 && value <= axis.To * 1.001);
        });

    [Fact]
    public void Whatever_the_buckets_their_shares_are_all_of_it() =>
        Gen.Select(Gen.Double[0.001, 1_000], Gen.Double[0, 500], Gen.Int[1, 1_000]).Array[1, 30].Sample(parts =>
        {
            HistogramBucket[] buckets = [.. parts.Select(part => new HistogramBucket(part.Item1, part.Item1 + part.Item2, part.Item3))];
            return Math.Abs(HistogramBins.Share(buckets, Axis.Logarithmic([0.01, 800]), 70).Sum() - 100) < 1e-6;
        });

    [Fact]
    public void Bars_show_values_spread_and_notes()
    {
        var svg = Texts(Bars(new BarRow("ours", 1.08) { Low = 1, High = 1.2, Highlight = true }, new BarRow("theirs", null) { Note = "left out: not installable" }));

        Assert.Contains("1.08 ×", svg);
        Assert.Contains("left out: not installable", svg);
        Assert.Contains("floor", svg);
    }

    [Fact]
    public void A_bar_that_is_cut_still_says_its_value()
    {
        var chart = Bars(new BarRow("ours", 1), new BarRow("theirs", 31)) with { CutAt = 6 };

        Assert.Contains("31.0 ×", Texts(chart));
        Assert.DoesNotContain("30", Texts(chart));
    }

    [Fact]
    public void A_picture_of_its_own_follows_the_light_of_its_reader()
    {
        var svg = Bars(new BarRow("<ours>", 1)).ToFile();

        Assert.Contains("prefers-color-scheme:dark", svg, StringComparison.Ordinal);
        Assert.Contains("<ours>", XElement.Parse(svg).Descendants().Select(element => element.Value));
    }

    [Fact]
    public void Curves_of_a_file_are_named_marked_and_broken_where_a_second_has_no_value()
    {
        const string Json = """
            {"title":"Side by side","notes":["on a machine"],"phases":[{"name":"quiet","from":0,"to":2},{"name":"slow","from":2,"to":5}],"charts":[
              {"title":"Latency","unit":"ms","isLogarithmic":true,"curves":[{"name":"ours","colour":0,"values":[1,2,null,4,5]}]},
              {"title":"Memory","unit":"MiB","curves":[{"name":"theirs","colour":1,"isDashed":true,"values":[100,100,100,900,30000]}]}]}
            """;

        var svg = XElement.Parse(TimePictureFile.Read(Json, "a.json").ToFile(ChartSize.Wide));

        var lines = svg.Descendants().Select(element => element.Attribute("d")?.Value).OfType<string>().ToList();
        Assert.Equal([2, 1], lines.Select(line => line.Count(letter => letter == 'M')));
        Assert.All(["Side by side", "on a machine", "ours", "theirs", "quiet", "slow"], name => Assert.Contains(name, svg.Descendants().Select(element => element.Value)));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("""{"title":"Latency","charts":[],"unknown":1}""")]
    public void What_is_no_chart_is_refused(string json) =>
        Assert.StartsWith("a.json", Assert.Throws<LoadException>(() => TimePictureFile.Read(json, "a.json")).Message, StringComparison.Ordinal);

    private static BarChart Bars(params BarRow[] rows) => new("CPU", "×", [new BarGroup("A", rows)]) { Reference = (1, "floor") };

    private static List<string> Texts(BarChart chart) =>
        [.. new[] { ChartSize.Wide, ChartSize.Narrow }.SelectMany(size => XElement.Parse(chart.ToInline(size)).Descendants().Select(element => element.Value))];
}
