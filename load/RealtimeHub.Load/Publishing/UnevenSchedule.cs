namespace RealtimeHub.Load.Publishing;

/// <summary>Every other event goes to the first topic, the others to all the other topics in turn.</summary>
internal sealed class UnevenSchedule(OpenSchedule times, int topics) : ISchedule
{
    public long Count => times.Count;

    public long End => times.End;

    public long GiveUpAt => times.GiveUpAt;

    public long DueAt(long index) => times.DueAt(index);

    public int TopicAt(long index) => index % 2 == 0 || topics == 1 ? 0 : 1 + (int)(index / 2 % (topics - 1));
}
