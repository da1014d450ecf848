using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.CommandLine.Guides;

/// <summary>Scenarios that ask how events get through.</summary>
internal static class DeliveryGuides
{
    public static readonly ScenarioGuide Broadcast = new()
    {
        Scenario = Scenario.Broadcast,
        Name = "broadcast",
        Summary = "one topic, and everybody gets every event",
        Shows = "How long an event takes to everybody, what one delivery costs the server, and whether each subscriber got each event once and in order.",
        When = "First: it is the plainest question. Raise --connections or --rate from run to run until p99 or the CPU says where the end is.",
        Figures = ScenarioFigures.Answer,
        Options = ["--warmup", "--seconds", "--rate", "--bytes", "--publish", "--batch-size", "--pipeline"],
        Examples =
        [
            new("", "a first look, with a server of its own"),
            new("--connections 5000 --rate 16 --fail-if \"p99>50ms\" --html broadcast.html", "80,000 deliveries a second, judged and drawn"),
            new("--url http://127.0.0.1:5080/hub --pid 4711 --dialect realtimehub-msgpack", "a server that runs already, with MessagePack"),
        ],
    };

    public static readonly ScenarioGuide Topics = new()
    {
        Scenario = Scenario.Topics,
        Name = "topics",
        Summary = "many topics with few subscribers each",
        Shows = "What it costs to find the subscribers of an event when there are many topics, and every event goes to few.",
        When = "For chats, documents, devices: wherever each user follows something of their own.",
        Figures = ScenarioFigures.Answer,
        Options = ["--warmup", "--seconds", "--topics", "--rate", "--bytes", "--publish", "--batch-size", "--pipeline", "--publishers"],
        Defaults = plan => plan with { Connections = 5_000, Topics = 1_000, Rate = 1_000 },
        Examples =
        [
            new("", "1,000 topics with 5 subscribers each, 1,000 events a second"),
            new("--topics 5000 --connections 5000 --rate 4000", "each event for one subscriber"),
            new("--publish batch --batch-size 200 --rate 8000", "twice as many, published in batches"),
        ],
    };

    public static readonly ScenarioGuide Burst = new()
    {
        Scenario = Scenario.Burst,
        Name = "burst",
        Summary = "many events at once, then silence",
        Shows = "How long it takes until the last subscriber has the last event of a burst, and how much memory the server needs meanwhile. Latency counts from the moment of the burst for all its events.",
        When = "For results, alarms and imports: when nothing happens for long, and then everything at once.",
        Figures = ScenarioFigures.Burst,
        Options = ["--warmup", "--seconds", "--topics", "--burst-size", "--burst-every", "--bytes", "--publish", "--batch-size", "--pipeline", "--publishers"],
        Defaults = plan => plan with { Publish = PublishMode.Batch },
        Examples =
        [
            new("", "1,000 events at once, every 5 seconds"),
            new("--connections 100 --burst-size 10000 --burst-every 10", "large bursts for few"),
            new("--publish single --fail-if \"max>2s\"", "event by event, and none later than 2 seconds"),
        ],
    };

    public static readonly ScenarioGuide Publish = new()
    {
        Scenario = Scenario.Publish,
        Name = "publish",
        Summary = "how many events a server takes",
        Shows = "Events a second that the server takes, and its CPU for each: one HTTP request for each event, batches, and calls of the hub. Nothing is scheduled here: each publisher sends the next event when the last was taken. With --pipeline it has more than one under way, and the time until an answer has the wait for those before it in it.",
        When = "To find out what a publisher can ask for, and whether batches are worth it.",
        Figures = ScenarioFigures.Publish,
        Options = ["--warmup", "--seconds", "--topics", "--bytes", "--publish", "--batch-size", "--pipeline", "--publishers"],
        Defaults = plan => plan with { Connections = 16, Topics = 16, Publishers = 16, Pipeline = 1, Warmup = 10, Seconds = 10 },
        Examples =
        [
            new("", "16 publishers, one request for each event"),
            new("--publish batch --batch-size 500 --publishers 4", "4 publishers with large batches"),
            new("--publish hub --fail-if \"published<20000\"", "over the hub, and not less than that"),
        ],
    };

    public static readonly ScenarioGuide Mixed = new()
    {
        Scenario = Scenario.Mixed,
        Name = "mixed",
        Summary = "a bit of everything at once",
        Shows = "Whether what is fine by itself is fine together: half of the subscribers follow one big topic and some of them become slow, the other half follows many small topics and comes and goes.",
        When = "Last, before a release, and for hours: it is the one that resembles a usual day.",
        Figures = ScenarioFigures.Mixed,
        Options = ["--warmup", "--seconds", "--topics", "--rate", "--bytes", "--publish", "--batch-size", "--pipeline", "--publishers", "--churn-rate", "--quiet", "--slow-never", "--slow-count", "--slow-rate"],
        Defaults = plan => plan with { Connections = 2_000, Topics = 100, Rate = 200, ChurnRate = 20, Seconds = 60 },
        Examples =
        [
            new("", "2,000 connections, 100 topics, 20 connections a second anew"),
            new("--seconds 3600 --html day.html", "an hour, drawn"),
            new("--churn-rate 200 --fail-if \"p999>1s\"", "with restless clients"),
        ],
    };
}
