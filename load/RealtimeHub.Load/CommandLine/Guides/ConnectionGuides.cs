using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.CommandLine.Guides;

/// <summary>Scenarios that ask what becomes of connections.</summary>
internal static class ConnectionGuides
{
    public static readonly ScenarioGuide Idle = new()
    {
        Scenario = Scenario.Idle,
        Name = "idle",
        Summary = "connections that wait: memory of each",
        Shows = "Memory of the server for one subscribed connection on which nothing happens, and the CPU that keeping them costs.",
        When = "To find out how many users fit into a machine.",
        Figures = ScenarioFigures.Idle,
        Options = ["--seconds", "--topics"],
        Defaults = plan => plan with { Connections = 5_000, Seconds = 20 },
        Examples =
        [
            new("", "5,000 connections for 20 seconds"),
            new("--connections 60000 --sources 3 --workers 2", "more than one address and one process can hold"),
            new("--connections 15000 --fail-if \"memory-per-connection>10KiB\"", "a limit for each"),
        ],
    };

    public static readonly ScenarioGuide Connect = new()
    {
        Scenario = Scenario.Connect,
        Name = "connect",
        Summary = "opening connections: how many a second, at what cost",
        Shows = "Connections a second from TCP to subscription, how long each takes, and the CPU of the server for each.",
        When = "To find out how long it takes until everybody is back after a restart.",
        Figures = ScenarioFigures.Connect,
        Options = ["--topics"],
        Defaults = plan => plan with { Connections = 5_000 },
        Examples =
        [
            new("", "5,000 connections as fast as they are taken"),
            new("--connections 10000 --connect-rate 500 --fail-if \"connect-p99>100ms\"", "at a steady rate, judged"),
            new("--connecting 500", "500 at a time instead of 64"),
        ],
    };

    public static readonly ScenarioGuide ReconnectStorm = new()
    {
        Scenario = Scenario.ReconnectStorm,
        Name = "reconnect-storm",
        Summary = "all are dropped at once and come back",
        Shows = "How long it takes until all are back where they were, how many the server continues without a gap, and what that costs compared with plain connects. Events go on meanwhile, and nobody may miss one.",
        When = "Before a deploy, a failover or a network that fails: all clients will do it at the same moment.",
        Figures = ScenarioFigures.ReconnectStorm,
        Options = ["--warmup", "--seconds", "--topics", "--quiet", "--rate", "--bytes", "--publish", "--batch-size", "--pipeline", "--publishers", "--return-url", "--kill-pid"],
        Defaults = plan => plan with { Connections = 5_000 },
        Examples =
        [
            new("", "5,000 at once"),
            new("--connections 15000 --connecting 256 --fail-if \"loss>0\"", "a larger storm: no event may be missed"),
            new("--url http://127.0.0.1:5080/hub --kill-pid 4711 --return-url http://127.0.0.1:5081/hub --publish-url http://127.0.0.1:5081", "one of two nodes dies, and all come to the other one"),
        ],
    };

    public static readonly ScenarioGuide SlowReaders = new()
    {
        Scenario = Scenario.SlowReaders,
        Name = "slow-readers",
        Summary = "some stop reading: do the others notice?",
        Shows = "Latency of the healthy subscribers before and after some stop reading or read slowly, the memory of the server, and what the slow ones got.",
        When = "Always once: a phone in a tunnel must not hurt anybody else.",
        Figures = ScenarioFigures.SlowReaders,
        Options = ["--warmup", "--seconds", "--topics", "--rate", "--bytes", "--quiet", "--slow-never", "--slow-count", "--slow-rate", "--publish", "--batch-size", "--pipeline"],
        Defaults = plan => plan with { Rate = 3, Bytes = 10_240, Seconds = 60, Quiet = 20 },
        Examples =
        [
            new("", "10 that never read and 10 that read 1,024 bytes a second, of 1,000"),
            new("--connections 5000 --slow-never 50 --slow-count 0 --seconds 180", "1 % never reads"),
            new("--set RealtimeHub:DefaultNamespace:Behind:Policy=Latest", "with another policy for those behind"),
        ],
    };

    public static readonly ScenarioGuide Churn = new()
    {
        Scenario = Scenario.Churn,
        Name = "churn",
        Summary = "connections that come and go all the time",
        Shows = "What a steady coming and going costs those who stay, and the server: latency, CPU, and whether memory comes back.",
        When = "For pages that people open and close, and for bad networks.",
        Figures = ScenarioFigures.Churn,
        Options = ["--warmup", "--seconds", "--topics", "--rate", "--bytes", "--churn-rate", "--publish", "--batch-size", "--pipeline"],
        Examples =
        [
            new("", "50 of 1,000 anew each second"),
            new("--connections 5000 --churn-rate 500", "10 % anew each second"),
            new("--seconds 600 --fail-if \"memory>500MiB\"", "long enough to see a leak"),
        ],
    };
}
