namespace RealtimeHub.Load.Publishing;

/// <summary>When each event is due, as timestamps of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
internal interface ISchedule
{
    /// <summary>How many events it has.</summary>
    long Count { get; }

    /// <summary>No event is due after this moment.</summary>
    long End { get; }

    /// <summary>Events that were not sent at this moment are given up.</summary>
    long GiveUpAt { get; }

    /// <summary>The moment at which an event is due; never earlier than that of the event before.</summary>
    long DueAt(long index);

    /// <summary>The topic that an event goes to.</summary>
    int TopicAt(long index);
}
