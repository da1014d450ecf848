using System.Diagnostics.CodeAnalysis;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>
/// What a subscription brings, in order: an event (<see cref="HubEvent{T}"/>) or a loss (<see cref="HubMissed{T}"/>), and nothing else.
/// There are no data without a look at which of the two it is, so a loss cannot be overlooked.
/// </summary>
/// <example><code>
/// if (item.TryGetEvent(out var e, out var missed)) Apply(e.Data);
/// else await ReloadAsync(missed);
/// </code></example>
/// <typeparam name="T">What the data are read as.</typeparam>
public abstract record HubItem<T>
{
    private protected HubItem()
    {
    }

    /// <summary>The place after this item: store it when the item is handled, and give it as <see cref="SubscribeOptions.Since"/> to continue here.</summary>
    public abstract StreamPosition Position { get; }

    /// <summary>Tells which of the two it is, and gives it.</summary>
    /// <param name="hubEvent">The event, when the result is <see langword="true"/>.</param>
    /// <param name="missed">What was lost, when the result is <see langword="false"/>.</param>
    public bool TryGetEvent([NotNullWhen(true)] out HubEvent<T>? hubEvent, [NotNullWhen(false)] out Missed? missed)
    {
        hubEvent = this as HubEvent<T>;
        missed = (this as HubMissed<T>)?.Missed;
        return hubEvent is not null;
    }
}

/// <summary>A loss, in the place of the events that will not come.</summary>
/// <typeparam name="T">What the data of the events are read as.</typeparam>
public sealed record HubMissed<T> : HubItem<T>
{
    internal HubMissed(Missed missed, StreamPosition position) => (Missed, Position) = (missed, position);

    /// <summary>Which events are missing, and why.</summary>
    public Missed Missed { get; }

    /// <inheritdoc/>
    /// <remarks>With <see cref="SubscribeOptions.Tail"/> it may lie before <see cref="Missed.To"/>: the newest events come all the same.</remarks>
    public override StreamPosition Position { get; }
}
