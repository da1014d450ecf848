using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.CommandLine.Guides;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Tests.CommandLine;

public sealed class CommandLineTests
{
    private readonly FakeRun _run = new();

    public static TheoryData<string> Scenarios => [.. ScenarioGuides.All.Select(guide => guide.Name)];

    public static TheoryData<string> Examples => [.. ScenarioGuides.All.SelectMany(guide => guide.Examples.Select(example => $"{guide.Name} {example.Arguments}".Trim()))];

    [Fact]
    public void Every_scenario_has_a_command() =>
        Assert.Equal(Enum.GetValues<Scenario>().Order(), ScenarioGuides.All.Select(guide => guide.Scenario).Order());

    [Fact]
    public void Every_dialect_is_known_to_the_command_line() => Assert.Equal(Load.Dialects.Dialects.Names.Order(), KnownDialects.All.Keys.Order());

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_scenario_runs_without_any_option(string name)
    {
        Assert.Equal(0, await _run.RunAsync(name));

        Assert.Equal(ScenarioGuides.All.Single(guide => guide.Name == name).Scenario, _run.Plan!.Scenario);
        Assert.Equal(45321, _run.Plan.Target.Url.Port);
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task The_help_of_a_scenario_says_what_it_shows_and_names_every_option_with_three_examples(string name)
    {
        var guide = ScenarioGuides.All.Single(guide => guide.Name == name);

        Assert.Equal(0, await _run.RunAsync(name, "--help"));

        Assert.Contains("What it shows", _run.Output, StringComparison.Ordinal);
        Assert.Contains("When to use it", _run.Output, StringComparison.Ordinal);
        Assert.Equal(3, guide.Examples.Count);
        Assert.All(guide.PlanOptions, option => Assert.Contains($"  {option.Name} ", _run.Output, StringComparison.Ordinal));
        Assert.All(_run.Output.Split('\n').Where(line => !line.Contains("npm run", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 100));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_example_of_the_help_is_understood(string example)
    {
        // The process of the example is this one, and its files go to a folder that is there.
        var args = example.Replace("\"", "", StringComparison.Ordinal).Replace("4711", Environment.ProcessId.ToString(), StringComparison.Ordinal).Split(' ');
        args = [.. args.Select(arg => arg.EndsWith(".html", StringComparison.Ordinal) ? Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html") : arg)];

        await _run.RunAsync(args);

        Assert.True(_run.Plan is not null || _run.Errors.Contains("ulimit -n", StringComparison.Ordinal), _run.Errors);
        foreach (var file in args.Where(File.Exists)) File.Delete(file);
    }

    [Fact]
    public async Task Options_become_a_plan()
    {
        await _run.RunAsync("topics", "--connections", "200", "--topics=20", "--rate", "12.5", "--bytes", "256", "--warmup", "0", "--seconds", "5", "--publish", "batch",
            "--batch-size", "7", "--publishers", "3", "--connecting", "9", "--connect-rate", "100", "--sources", "2", "--dialect", "realtimehub-msgpack");

        var plan = _run.Plan!;
        Assert.Equal((200, 20, 12.5, 256, 0, 5), (plan.Connections, plan.Topics, plan.Rate, plan.Bytes, plan.Warmup, plan.Seconds));
        Assert.Equal((PublishMode.Batch, 7, 3, 9, 100.0, 2), (plan.Publish, plan.BatchSize, plan.Publishers, plan.ConnectingAtOnce, plan.ConnectRate!.Value, plan.Sources));
        Assert.Equal("realtimehub-msgpack", plan.Target.Dialect);
    }

    [Theory]
    [InlineData("broadcast", 256)]
    [InlineData("broadcast --pipeline 1", 1)]
    [InlineData("publish", 1)]
    [InlineData("publish --pipeline 64", 64)]
    public async Task Events_are_under_way_together_unless_the_question_is_how_long_one_takes(string args, int pipeline)
    {
        await _run.RunAsync(args.Split(' '));

        Assert.Equal(pipeline, _run.Plan!.Pipeline);
    }

    [Fact]
    public async Task A_server_that_runs_already_is_described_by_options()
    {
        await _run.RunAsync("broadcast", "--url", "ws://127.0.0.1:9000/{topic}", "--publish-url", "http://127.0.0.1:9001", "--dialect", "websocket",
            "--api-key", "secret", "--pid", Environment.ProcessId.ToString(), "--name", "ours");

        var target = _run.Plan!.Target;
        Assert.Equal(("ws://127.0.0.1:9000/{topic}", "ours", "secret", Environment.ProcessId), (target.Url.OriginalString, target.Name, target.ApiKey, target.ProcessId));
        Assert.Equal(9001, target.PublishUrl!.Port);
    }

    [Fact]
    public async Task Settings_go_to_the_server_that_is_started()
    {
        await _run.RunAsync("broadcast", "--set", "A:B=1", "--set", "C=x=y");

        Assert.Equal(new Dictionary<string, string> { ["A:B"] = "1", ["C"] = "x=y" }, _run.Settings);
    }

    [Fact]
    public async Task The_plan_is_printed_before_and_the_verdict_after()
    {
        await _run.RunAsync("broadcast", "--connections", "5000", "--rate", "16");

        Assert.InRange(_run.Output.IndexOf("80,000 deliveries a second", StringComparison.Ordinal), 0, _run.Output.IndexOf("measured ", StringComparison.Ordinal));
        Assert.Contains("Passed: no faults", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_there_is_a_line_for_each_step_and_each_ten_seconds()
    {
        await _run.RunAsync("broadcast");

        Assert.Contains("    measuring 10 of 60 s: 5,000 connections, 80,000 deliveries/s, p99 3.40 ms\n", _run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quiet_terminal_shows_the_result_alone()
    {
        await _run.RunAsync("broadcast", "--quiet-terminal");

        Assert.StartsWith("\nRealtimeHub (JSON), broadcast\n", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_follows_worker_goes_to_the_worker_as_it_is() => Assert.Equal(3, await _run.RunAsync("worker", "--a", "b", "c"));

    [Fact]
    public async Task The_schema_is_printed()
    {
        await _run.RunAsync("schema");

        Assert.Equal(ReportJson.Schema(), _run.Output);
    }
}
