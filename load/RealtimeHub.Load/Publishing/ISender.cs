using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Publishing;

/// <summary>Writes the data of events and waits until the server has answered.</summary>
internal interface ISender
{
    /// <summary>How many events go in one request at most.</summary>
    int MaxEvents { get; }

    /// <summary>When the last answer came, and not when it was read: a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    long AnsweredAt { get; }

    /// <returns>The places of the events that were refused, with the reasons.</returns>
    /// <exception cref="PublishException">None of them was taken, or nobody knows.</exception>
    IReadOnlyList<(int Index, string Reason)> Send(IReadOnlyList<EventMark> events, CancellationToken stop);
}
