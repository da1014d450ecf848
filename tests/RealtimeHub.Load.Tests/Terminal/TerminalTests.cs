using System.Text;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios;
using RealtimeHub.Load.Terminal;
using RealtimeHub.Load.Tests.Reports;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RealtimeHub.Load.Tests.Terminal;

public sealed class TerminalTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly StringBuilder _output = new();

    [Theory]
    [InlineData(80, "slow-readers")]
    [InlineData(120, "slow-readers")]
    [InlineData(80, "broadcast")]
    [InlineData(100, "broadcast")]
    [InlineData(120, "broadcast")]
    public void The_result_fits_on_one_screen_of_a_terminal(int width, string scenario)
    {
        var report = scenario == "broadcast" ? SampleRuns.Broadcast() : SampleRuns.SlowReaders();

        ResultView.Write(Console(width), report with { Verdict = new Verdict(true, []) }, ["a.json"]);

        var lines = _output.ToString().Split('\n');
        Assert.Contains(lines, line => line.Contains("memory of a connection", StringComparison.Ordinal));
        Assert.InRange(lines.Length, 10, 26);
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, width));
        Assert.DoesNotContain("…", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Progress_shows_steps_with_their_time_and_the_last_second(int width)
    {
        var state = new ProgressState(_clock);
        state.Begin("opening 5,000 connections");
        _clock.Advance(TimeSpan.FromSeconds(2.3));
        state.Done("5,000 connections in effect");
        state.Begin("measuring");
        for (var second = 1; second <= 12; second++) state.Live(Figures(second));

        Console(width).Write(ProgressPicture.Of(state.Snapshot(), frame: 0, width));

        var lines = _output.ToString().Split('\n');
        Assert.Matches(@"✓ 5,000 connections in effect +2\.3 s", lines[0]);
        Assert.Contains(lines, line => line.Contains("12 of 30 s", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains('▁') && line.Contains('█'));
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, width));
    }

    [Fact]
    public void A_step_that_was_not_ended_is_over_when_the_next_begins()
    {
        var state = new ProgressState(_clock);

        state.Begin("one");
        state.Begin("two");
        state.End();

        Assert.Equal(["one", "two"], state.Snapshot().Steps.Select(step => step.Text));
        Assert.Null(state.Snapshot().Live);
    }

    [Theory]
    [InlineData(new[] { 0.0, 5, 10 }, 10, "▁▅█")]
    [InlineData(new[] { 1.0, 5, 10 }, 2, "▅█")]
    [InlineData(new[] { 0.0, 0 }, 10, "▁▁")]
    public void A_sparkline_goes_from_nothing_to_the_greatest_value(double[] values, int width, string line) =>
        Assert.Equal(line, Sparkline.Of([.. values], width));

    [Fact]
    public void A_sparkline_is_blank_where_a_value_is_missing() => Assert.Equal("█ ", Sparkline.Of([1, null], 5));

    [Fact]
    public void Where_not_even_two_columns_fit_there_is_one()
    {
        ResultView.Write(Console(50), SampleRuns.Broadcast(), []);

        Assert.All(_output.ToString().Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 50));
    }

    [Theory]
    [InlineData(0.042, "42 µs")]
    [InlineData(0.84, "0.84 ms")]
    [InlineData(34.71, "34.7 ms")]
    [InlineData(1_234, "1,234 ms")]
    [InlineData(61_000, "61.0 s")]
    public void Times_have_the_unit_that_fits(double ms, string text) => Assert.Equal(text, Show.Time(ms));

    [Theory]
    [InlineData(100, "100 %")]
    [InlineData(99.9996, "99.999 %")]
    [InlineData(63.21, "63.2 %")]
    public void Nearly_all_is_not_shown_as_all(double percent, string text) => Assert.Equal(text, Show.Percent(percent));

    private static LiveFigures Figures(int second) => new()
    {
        Phase = "measuring", Second = second, Of = 30, Connections = 5_000, DeliveredPerSecond = 80_012, PublishedPerSecond = 16,
        P50 = 0.8, P99 = second == 7 ? 30 : 1, ServerCpuPercent = 37, ServerMemoryMiB = 171, Faults = 3,
    };

    private IAnsiConsole Console(int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(new StringWriter(_output)) });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
