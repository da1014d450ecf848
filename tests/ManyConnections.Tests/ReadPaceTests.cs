using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Load.Connections;

namespace RealtimeHub.Load.Tests;

public sealed class ReadPaceTests
{
    private const int Room = 4_096;

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Before_it_becomes_slow_a_client_reads_all_there_is_room_for() =>
        Assert.Equal(Room, new ReadPace(0, _clock).Permitted(Room));

    [Fact]
    public void A_slow_client_reads_so_many_bytes_a_second()
    {
        var pace = Slow(1_000);
        Assert.Equal(0, pace.Permitted(Room));

        var read = 0;
        for (var tick = 0; tick < 100; tick++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            var permitted = pace.Permitted(Room);
            pace.HasRead(permitted);
            read += permitted;
        }

        Assert.InRange(read, 9_990, 10_000);
    }

    [Fact]
    public void A_pause_permits_one_second_of_bytes_and_no_more()
    {
        var pace = Slow(1_000);
        pace.Permitted(Room);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1_000, pace.Permitted(Room));
    }

    [Fact]
    public void No_more_is_permitted_than_there_is_room_for()
    {
        var pace = Slow(1_000);
        pace.Permitted(Room);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, pace.Permitted(10));
    }

    [Fact]
    public void A_client_that_does_not_read_never_may()
    {
        var pace = Slow(0);
        pace.Permitted(Room);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, pace.Permitted(Room));
    }

    private ReadPace Slow(double bytesPerSecond)
    {
        var pace = new ReadPace(bytesPerSecond, _clock);
        pace.BecomeSlow();
        return pace;
    }
}
