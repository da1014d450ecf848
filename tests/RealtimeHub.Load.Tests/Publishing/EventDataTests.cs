using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Tests.Publishing;

public sealed class EventDataTests
{
    [Fact]
    public void Data_in_a_buffer_that_is_used_again_are_those_that_a_mark_asks_for()
    {
        var data = new EventData(200);
        foreach (var mark in new EventMark[] { new(99_999, 123_456_789_012, long.MaxValue), new(0, 1, 0), new(7, 42, 1_234_567_890) })
            Assert.Equal(Marks.WriteJson(mark, 200), data.Write(mark).ToArray());
    }
}
