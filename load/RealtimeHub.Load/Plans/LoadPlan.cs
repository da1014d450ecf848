namespace RealtimeHub.Load.Plans;

/// <summary>What one run does. It is printed before the run, and is part of the report.</summary>
internal sealed record LoadPlan
{
    public required Scenario Scenario { get; init; }

    public required TargetPlan Target { get; init; }

    /// <summary>How many subscribers, all of them together.</summary>
    public int Connections { get; init; } = 1_000;

    /// <summary>How many topics; subscribers and events are spread evenly over them.</summary>
    public int Topics { get; init; } = 1;

    /// <summary>Events a second, over all topics.</summary>
    public double Rate { get; init; } = 10;

    /// <summary>The length of the data of an event in bytes, with its quotes.</summary>
    public int Bytes { get; init; } = 128;

    /// <summary>Seconds of publishing before anything is measured.</summary>
    public int Warmup { get; init; } = 20;

    /// <summary>Seconds that are measured.</summary>
    public int Seconds { get; init; } = 30;

    public PublishMode Publish { get; init; } = PublishMode.Single;

    /// <summary>How many events one request carries, with <see cref="PublishMode.Batch"/>.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>
    /// How many events a publisher may have under way on its connection, sent and not answered, with <see cref="PublishMode.Single"/>.
    /// 1: each waits for the answer to the one before.
    /// </summary>
    public int Pipeline { get; init; } = 256;

    /// <summary>How many publishers share the topics. A topic has one, whose events go over one connection: only so is its order defined.</summary>
    public int Publishers { get; init; } = 4;

    /// <summary>How many connections are being opened at any moment.</summary>
    public int ConnectingAtOnce { get; init; } = 64;

    /// <summary>How many connections are opened a second at most; null: as fast as the server takes them.</summary>
    public double? ConnectRate { get; init; }

    /// <summary>From how many loopback addresses (127.0.0.1, 127.0.0.2, ...) connections are opened: each has 28,000 ports.</summary>
    public int Sources { get; init; } = 1;

    /// <summary>How many processes hold the connections. One is enough for what one core can read.</summary>
    public int Workers { get; init; } = 1;

    public ClientKind Client { get; init; } = ClientKind.Engine;

    /// <summary>Of <see cref="Scenario.Burst"/>: events that are due at once, every <see cref="BurstEvery"/> seconds.</summary>
    public int BurstSize { get; init; } = 1_000;

    public int BurstEvery { get; init; } = 5;

    /// <summary>Of <see cref="Scenario.Churn"/>: how many connections a second are dropped and opened again.</summary>
    public double ChurnRate { get; init; } = 50;

    /// <summary>Of <see cref="Scenario.SlowReaders"/>: how many stop reading, how many read slowly, and how slowly (bytes a second).</summary>
    public int SlowNever { get; init; } = 10;

    public int SlowCount { get; init; } = 10;

    public int SlowRate { get; init; } = 1_024;

    /// <summary>Seconds before something happens that is compared with them: before some become slow, before all are dropped.</summary>
    public int Quiet { get; init; } = 10;

    /// <summary>How long a server may finish what comes after connecting, before its memory is read, in seconds.</summary>
    public double Settle { get; init; } = 3;

    /// <summary>How long a server that is too slow may take the events that it has not taken when the last was due, in seconds; the rest is given up.</summary>
    public double Grace { get; init; } = 10;

    /// <summary>How long nothing has to come before what is missing at the end counts as lost, in seconds.</summary>
    public double Patience { get; init; } = 5;
}

internal enum Scenario
{
    Broadcast,
    Topics,
    Burst,
    Idle,
    Connect,
    ReconnectStorm,
    SlowReaders,
    Churn,
    Publish,
    Mixed,
}

internal enum PublishMode
{
    Single,
    Batch,
    Hub,
}

internal enum ClientKind
{
    /// <summary>Bare sockets, to measure the server.</summary>
    Engine,

    /// <summary>The .NET client library, to measure that.</summary>
    DotNet,
}
