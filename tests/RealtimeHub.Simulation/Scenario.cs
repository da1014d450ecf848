using RealtimeHub.Configuration;

namespace RealtimeHub.Simulation;

/// <summary>The world of one seed: how large it is and how it is configured. Everything is small, so that every bound is reached.</summary>
/// <param name="Options">The settings of the server.</param>
/// <param name="Topics">The topics in use.</param>
/// <param name="Shards">How many shards share the connections.</param>
/// <param name="Clients">How many clients there are.</param>
/// <param name="Actions">How often somebody does something before all come to rest.</param>
/// <param name="EncodesOnce">Whether the settings leave no reason to encode an event again.</param>
internal sealed record Scenario(RealtimeHubOptions Options, string[] Topics, int Shards, int Clients, int Actions, bool EncodesOnce)
{
    private static readonly string[] AllTopics = ["news", "recover:1", "latest:1", "disconnect:1", "chat"];

    public static Scenario From(Random random)
    {
        var encodesOnce = random.Next(4) == 0;
        var topics = AllTopics.Where(topic => !encodesOnce || !topic.StartsWith("latest", StringComparison.Ordinal)).ToArray();
        random.Shuffle(topics);
        return new Scenario(
            AnyOptions(random, encodesOnce), topics[..random.Next(2, topics.Length + 1)],
            Shards: random.Next(1, 4), Clients: random.Next(3, 8), Actions: random.Next(200, 400), encodesOnce);
    }

    private static RealtimeHubOptions AnyOptions(Random random, bool encodesOnce)
    {
        var options = new RealtimeHubOptions { DefaultNamespace = AnyNamespace(random, BehindPolicy.Recover, withLimits: false) };
        options.Namespaces["recover"] = AnyNamespace(random, BehindPolicy.Recover, withLimits: true);
        options.Namespaces["latest"] = AnyNamespace(random, BehindPolicy.Latest, withLimits: true);
        options.Namespaces["disconnect"] = AnyNamespace(random, BehindPolicy.Disconnect, withLimits: true);

        // So few are kept in one part: in several, which one a key falls into is another in each process.
        options.Ingest.MaxIdempotencyKeys = 1_024;
        options.FanOut.MaxSliceBytes = OneOf(random, 1_024, 1_024, 2_048, 8_192);
        options.FanOut.CacheBytes = encodesOnce ? 16_777_216 : OneOf(random, 1_024, 8_192, 1_048_576);
        options.Connections.WriteTimeout = TimeSpan.FromSeconds(OneOf(random, 2, 4));
        options.Topics.MaxTotalBytes = OneOf(random, 6_000, 20_000, 1_000_000);
        options.Topics.UnusedExpiry = TimeSpan.FromSeconds(OneOf(random, 1, 3));
        options.Topics.SweepInterval = TimeSpan.FromSeconds(1);
        return options;
    }

    private static NamespaceOptions AnyNamespace(Random random, BehindPolicy policy, bool withLimits) => new()
    {
        MaxEvents = OneOf(random, 3, 8, 30, 200),
        MaxBytes = OneOf(random, 1_024, 4_096, 65_536),
        MaxAge = TimeSpan.FromSeconds(OneOf(random, 2, 5, 20)),
        GuaranteedEvents = random.Next(1, 4),
        MaxRate = random.Next(6) == 0 ? OneOf(random, 1, 4, 20) : null,
        FlushInterval = TimeSpan.FromMilliseconds(random.Next(6) == 0 ? OneOf(random, 50, 400) : 0),
        StampTime = random.Next(4) == 0,
        AlwaysSendMeta = true,
        Behind = new BehindOptions
        {
            Policy = policy,
            MaxEvents = withLimits && random.Next(2) == 0 ? OneOf(random, 2, 10) : null,
            MaxBytes = withLimits && random.Next(3) == 0 ? OneOf(random, 1_024, 3_000) : null,
            MaxTime = withLimits && random.Next(3) == 0 ? TimeSpan.FromSeconds(OneOf(random, 1, 3)) : null,
        },
    };

    private static int OneOf(Random random, params ReadOnlySpan<int> choices) => choices[random.Next(choices.Length)];
}
