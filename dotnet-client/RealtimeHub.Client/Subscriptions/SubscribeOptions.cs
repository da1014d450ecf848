using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>Where a subscription starts and how it delivers.</summary>
public sealed record SubscribeOptions
{
    /// <summary>Continue after this position: missed events come first. Default: none, see <see cref="Tail"/>.</summary>
    public StreamPosition? Since { get; init; }

    /// <summary>Start with the newest so many events. Ignored while <see cref="Since"/> can be honoured. Default: as many as the namespace of the topic says, which is none unless it has a <c>Tail</c>.</summary>
    public int? Tail { get; init; }

    /// <inheritdoc cref="Client.Rate.MaxRate"/>
    public double? MaxRate { get; init; }

    /// <inheritdoc cref="Client.Rate.Conflate"/>
    public bool Conflate { get; init; }

    /// <summary>
    /// Called each time that the server accepted the subscription: the first time and after every break. It runs on the loop that reads the
    /// subscription, in order with its items and never while the loop's body runs. What it throws ends the loop.
    /// </summary>
    public Action<Subscribed>? OnSubscribed { get; init; }

    internal Rate Rate => new() { MaxRate = MaxRate, Conflate = Conflate };
}
