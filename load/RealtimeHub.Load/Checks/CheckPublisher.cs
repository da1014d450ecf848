using System.Diagnostics;
using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Checks;

/// <summary>Publishes on a schedule that does not wait for anybody, several events in one body.</summary>
internal sealed class CheckPublisher(Uri address, EngineCheckPlan plan) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private long _sequence;

    /// <summary>The last sequence that the server took.</summary>
    public long LastSequence => _sequence;

    /// <param name="start">When the first event is due, as a timestamp of <see cref="Stopwatch"/>.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="LoadException">The server cannot keep up, or takes nothing any more.</exception>
    public async Task RunAsync(long start, CancellationToken stop)
    {
        var count = (int)((plan.Warmup + plan.Seconds) * plan.Rate);
        for (var i = 0; i < count; i++)
        {
            var due = start + (long)(i * Stopwatch.Frequency / plan.Rate);
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (left < -plan.MaxLate) throw new LoadException("the machine is too busy for this check: the smallest server fell behind");
            if (left > TimeSpan.Zero) await Task.Delay(left, TimeProvider.System, stop);
            await PublishAsync(Body(due), stop);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task PublishAsync(byte[] events, CancellationToken stop)
    {
        try
        {
            using var body = new ByteArrayContent(events);
            using var answer = await _http.PostAsync(address, body, stop);
            answer.EnsureSuccessStatusCode();
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !stop.IsCancellationRequested)) // the latter: no answer in time
        {
            throw new LoadException($"the smallest server does not take events: {e.Message}");
        }
    }

    private byte[] Body(long due)
    {
        var body = new List<byte>();
        for (var i = 0; i < plan.EventsPerFrame; i++) body.AddRange(Marks.WriteJson(new EventMark(0, ++_sequence, due), plan.Bytes));
        return [.. body];
    }
}
