using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>Where a subscription starts and how it delivers.</summary>
/// <remarks>
/// Both callbacks run on the loop that reads the subscription, in order with its events and never while the loop's body runs.
/// What they throw ends the loop.
/// </remarks>
public sealed record SubscribeOptions
{
    /// <summary>Continue after this position: missed events come first. Default: from now on.</summary>
    public StreamPosition? Since { get; init; }

    /// <summary>Start with the newest so many events. Ignored while <see cref="Since"/> can be honoured. Default: none.</summary>
    public int? Tail { get; init; }

    /// <summary>At most so many deliveries a second. Default: no limit. A server that does not offer it, as version 0.1, refuses it with code 107.</summary>
    public double? MaxRate { get; init; }

    /// <summary>Only the newest event per key. Offsets that were replaced are skipped without notice. Default: false. Offered and refused as <see cref="MaxRate"/> is.</summary>
    public bool Conflate { get; init; }

    /// <summary>Called for each loss, also when no event follows it.</summary>
    public Action<Missed>? OnGap { get; init; }

    /// <summary>Called each time that the server accepted the subscription: the first time and after every break.</summary>
    public Action<Subscribed>? OnSubscribed { get; init; }
}
