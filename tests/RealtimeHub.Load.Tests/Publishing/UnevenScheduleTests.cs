using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Tests.Publishing;

public sealed class UnevenScheduleTests
{
    [Fact]
    public void Half_of_the_events_go_to_the_first_topic()
    {
        var schedule = new UnevenSchedule(new OpenSchedule(start: 0, rate: 8, seconds: 1), topics: 4);
        Assert.Equal([0, 1, 0, 2, 0, 3, 0, 1], Enumerable.Range(0, 8).Select(i => schedule.TopicAt(i)));
    }

    [Fact]
    public void One_topic_gets_all() => Assert.Equal(0, new UnevenSchedule(new OpenSchedule(start: 0, rate: 8, seconds: 1), topics: 1).TopicAt(3));
}
