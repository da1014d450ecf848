using System.Diagnostics;
using HdrHistogram;

namespace RealtimeHub.Load.Publishing;

/// <summary>What became of one publisher's events. Written by its thread, read by any.</summary>
internal sealed class PublishTally
{
    /// <summary>The longest answer that is told apart, in microseconds.</summary>
    public const long MaxAnswer = 600_000_000;

    private const int Digits = 3;

    // With so many failures, or failures for so long, and not one success there is nothing to be measured.
    private const int MaxFailures = 100;
    private static readonly TimeSpan MaxFailing = TimeSpan.FromSeconds(5);

    private long _measureFrom = long.MaxValue;
    private long _taken;
    private long _requests;
    private long _failed;
    private long _unanswered;
    private long? _firstFailure;
    private string? _firstError;

    /// <summary>Events that the server took.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Requests that it answered.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Events that it refused, or of which nobody knows whether it took them.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Those of them of which nobody knows: they were sent, and no answer came.</summary>
    public long Unanswered => Volatile.Read(ref _unanswered);

    public string? FirstError => Volatile.Read(ref _firstError);

    /// <summary>From sending to the arrival of the answer, in microseconds. To be read when the publisher has ended.</summary>
    public LongHistogram Answers { get; } = NewHistogram();

    public static LongHistogram NewHistogram() => new(MaxAnswer, Digits);

    /// <summary>Answers count for events that are due from this moment on.</summary>
    public void MeasureFrom(long timestamp) => Volatile.Write(ref _measureFrom, timestamp);

    /// <param name="events">How many the server took with one request.</param>
    /// <param name="sent">When the request was sent.</param>
    /// <param name="answered">When its answer came.</param>
    /// <param name="due">When its first event was.</param>
    public void Answered(int events, long sent, long answered, long due)
    {
        Volatile.Write(ref _taken, _taken + events);
        Volatile.Write(ref _requests, _requests + 1);
        var took = (long)Stopwatch.GetElapsedTime(sent, answered).TotalMicroseconds;
        if (due >= Volatile.Read(ref _measureFrom)) Answers.RecordValue(Math.Clamp(took, 0, MaxAnswer));
    }

    public void NotTaken(int events, string reason)
    {
        _firstFailure ??= Stopwatch.GetTimestamp();
        Volatile.Write(ref _failed, _failed + events);
        if (_firstError is null) Volatile.Write(ref _firstError, reason);
    }

    /// <summary>They were sent, and nobody knows what became of them.</summary>
    public void NotAnswered(int events, string reason)
    {
        Volatile.Write(ref _unanswered, _unanswered + events);
        NotTaken(events, reason);
    }

    /// <exception cref="LoadException">The server takes nothing at all.</exception>
    public void ThrowIfHopeless()
    {
        if (Taken == 0 && _firstFailure is { } since && (Failed >= MaxFailures || Stopwatch.GetElapsedTime(since) > MaxFailing))
            throw new LoadException($"the server does not take events: {FirstError}");
    }
}
