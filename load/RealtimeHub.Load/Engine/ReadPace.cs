using System.Diagnostics;

namespace RealtimeHub.Load.Engine;

/// <summary>How fast a slow client reads: so many bytes a second, or nothing at all when they are 0.</summary>
/// <param name="bytesPerSecond">0 for never.</param>
/// <param name="start">When it became slow, as a timestamp of <see cref="Stopwatch"/>.</param>
internal sealed class ReadPace(double bytesPerSecond, long start)
{
    // What was not read in time may be read later, but not more than this much of it: a slow client has no bursts.
    private const double MaxSavedSeconds = 1;

    private double _permitted;
    private long _last = start;

    public double BytesPerSecond => bytesPerSecond;

    /// <summary>How many bytes may be read now.</summary>
    public int Permitted(long now)
    {
        var passed = (now - _last) / (double)Stopwatch.Frequency;
        _permitted = Math.Min(_permitted + (passed * bytesPerSecond), MaxSavedSeconds * bytesPerSecond);
        _last = now;
        return (int)_permitted;
    }

    public void HasRead(int bytes) => _permitted -= bytes;
}
