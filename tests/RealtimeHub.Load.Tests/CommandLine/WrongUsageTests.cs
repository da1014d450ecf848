using RealtimeHub.Load.CommandLine;

namespace RealtimeHub.Load.Tests.CommandLine;

/// <summary>What makes no sense is refused before anything is started, with a message that says what to do.</summary>
public sealed class WrongUsageTests
{
    private readonly FakeRun _run = new();

    [Theory]
    [InlineData("", "Which scenario?")]
    [InlineData("bradcast", "did you mean broadcast?")]
    [InlineData("x", "there are broadcast, topics")]
    [InlineData("--connections 5", "the first word is the scenario")]
    [InlineData("broadcast --conections 5", "did you mean --connections?")]
    [InlineData("broadcast --topics 5", "--topics is no option of broadcast, but of topics")]
    [InlineData("broadcast 5", "'5' belongs to no option")]
    [InlineData("broadcast --connections", "--connections needs a value")]
    [InlineData("broadcast --connections 0", "a whole number from 1 to 1,000,000 is needed")]
    [InlineData("broadcast --connections 1.5", "a whole number")]
    [InlineData("broadcast --rate many", "a number from 0.1")]
    [InlineData("broadcast --bytes 41", "a whole number from 42")]
    [InlineData("broadcast --publish often", "there are single, batch, hub")]
    [InlineData("broadcast --batch-size 5", "give --publish batch as well")]
    [InlineData("broadcast --pipeline 0", "a whole number from 1 to 1,024")]
    [InlineData("broadcast --publish batch --pipeline 5", "give --publish single as well")]
    [InlineData("burst --pipeline 5", "give --publish single as well")]
    [InlineData("broadcast --dialect klingon", "there are realtimehub-json")]
    [InlineData("broadcast --dialect mqtt", "give its --url")]
    [InlineData("broadcast --url https://127.0.0.1/hub", "TLS is not spoken here")]
    [InlineData("broadcast --url nowhere", "an address is needed")]
    [InlineData("broadcast --pid 1", "--pid belongs to a server that runs already")]
    [InlineData("broadcast --url http://127.0.0.1:1/hub --pid 2000000000", "no such process")]
    [InlineData("broadcast --url http://127.0.0.1:1/hub --set A=B", "has its settings already")]
    [InlineData("broadcast --set A", "a setting and its value are needed")]
    [InlineData("broadcast --fail-if p99>50", "p99 takes us, ms or s")]
    [InlineData("broadcast --json /no/such/folder/a.json", "make it first")]
    [InlineData("broadcast --html /", "this is a folder")]
    [InlineData("broadcast --json /proc/a.json", "it cannot be written there")]
    [InlineData("broadcast --connections 30000", "give --sources 2")]
    [InlineData("broadcast --url http://192.0.2.1/hub --sources 2", "for a server on this machine")]
    [InlineData("broadcast --url http://192.0.2.1/hub --connections 28001", "run the rest from a second machine")]
    [InlineData("broadcast --client dotnet --workers 2", "leave --workers out")]
    [InlineData("broadcast --url http://127.0.0.1:1/hub --dialect signalr-json --publish hub", "Use --publish single")]
    [InlineData("broadcast --url http://127.0.0.1:1/hub --dialect signalr-json --client dotnet", "Use --client engine")]
    [InlineData("broadcast --client dotnet --dialect realtimehub-msgpack", "Leave --dialect out, or use --client engine")]
    [InlineData("slow-readers --client dotnet", "use --client engine")]
    [InlineData("mixed --client dotnet", "use --client engine")]
    [InlineData("topics --url ws://127.0.0.1:1/x --dialect websocket", "write {topic}")]
    [InlineData("broadcast --kill-pid 5", "--kill-pid is no option of broadcast")]
    [InlineData("reconnect-storm --kill-pid 5", "Give the address of another node")]
    [InlineData("reconnect-storm --client dotnet --return-url http://127.0.0.1:1/hub", "Use --client engine")]
    [InlineData("topics --topics 100 --connections 99", "some would have no subscriber")]
    [InlineData("slow-readers --connections 20", "leave nobody healthy")]
    [InlineData("slow-readers --slow-never 0 --slow-count 0", "nobody is slow")]
    [InlineData("burst --burst-every 31", "a shorter --burst-every")]
    [InlineData("churn --churn-rate 1001", "Give a lower rate")]
    [InlineData("compare a.json", "--html")]
    [InlineData("compare /no/such.json --html /tmp/x.html", "there is no such file")]
    [InlineData("compare /no/such.json --html /no/such/x.html", "make it first")]
    public async Task Wrong_usage_is_explained_and_ends_with_2(string args, string reason)
    {
        Assert.Equal(2, await _run.RunAsync(args.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Contains(reason, _run.Errors, StringComparison.Ordinal);
        Assert.Contains("See 'npm run load --", _run.Errors, StringComparison.Ordinal);
        Assert.Null(_run.Plan);
    }

    [Theory]
    [InlineData("broadcast", "--json", "")]
    [InlineData("broadcast", "--html", " ")]
    [InlineData("compare", "a.json", "--html", "")]
    public async Task A_file_without_a_name_is_wrong_usage(params string[] args)
    {
        Assert.Equal(2, await _run.RunAsync(args));

        Assert.Contains("the name of a file is needed", _run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000, 1, true, 1_300, false)]
    [InlineData(1_001, 1, true, 1_300, true)]
    [InlineData(2_000, 2, false, 1_300, false)]
    [InlineData(2_002, 2, false, 1_300, true)]
    [InlineData(2_000, 2, true, 1_300, true)]
    public void Each_process_needs_an_open_file_for_each_of_its_connections(int connections, int workers, bool startsServer, long limit, bool isTooMany)
    {
        var thrown = Record.Exception(() => OpenFiles.Require(connections, workers, startsServer, limit));

        Assert.Equal(isTooMany, thrown is UsageException);
        if (isTooMany) Assert.Contains("ulimit -n", thrown!.Message, StringComparison.Ordinal);
    }
}
