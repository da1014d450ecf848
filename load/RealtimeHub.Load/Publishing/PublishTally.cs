using HdrHistogram;

namespace RealtimeHub.Load.Publishing;

/// <summary>What became of one publisher's events. Written by its thread, read by any.</summary>
internal sealed class PublishTally
{
    /// <summary>The longest answer that is told apart, in microseconds.</summary>
    public const long MaxAnswer = 600_000_000;

    private const int Digits = 3;

    private long _taken;
    private long _requests;
    private long _failed;
    private string? _firstError;

    /// <summary>Events that the server took.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Requests that it answered.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Events that it refused, or of which nobody knows whether it took them.</summary>
    public long Failed => Volatile.Read(ref _failed);

    public string? FirstError => Volatile.Read(ref _firstError);

    /// <summary>From sending to the answer, in microseconds. To be read when the publisher has ended.</summary>
    public LongHistogram Answers { get; } = NewHistogram();

    public static LongHistogram NewHistogram() => new(MaxAnswer, Digits);

    public void Answered(int events, long microseconds, bool measured)
    {
        Volatile.Write(ref _taken, _taken + events);
        Volatile.Write(ref _requests, _requests + 1);
        if (measured) Answers.RecordValue(Math.Clamp(microseconds, 0, MaxAnswer));
    }

    public void NotTaken(int events, string reason)
    {
        Volatile.Write(ref _failed, _failed + events);
        if (_firstError is null) Volatile.Write(ref _firstError, reason);
    }
}
