namespace RealtimeHub.Load.Publishing;

/// <summary>The topics of one of several publishers.</summary>
/// <param name="number">Which of them it is, from 0.</param>
/// <param name="publishers">How many there are: it owns each topic whose number divided by this leaves its own.</param>
internal sealed class OwnTopics(int number, int publishers)
{
    /// <summary>The first event of a schedule, from an index on, that goes to one of them; the schedule's count when there is none.</summary>
    public long Next(ISchedule schedule, long index)
    {
        while (index < schedule.Count && schedule.TopicAt(index) % publishers != number) index++;
        return index;
    }
}
