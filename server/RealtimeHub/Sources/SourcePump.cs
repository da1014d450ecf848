using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;

namespace RealtimeHub.Sources;

/// <summary>Publishes what one source writes, in order.</summary>
internal sealed partial class SourcePump
{
    private const int LogEvery = 1_000;

    private readonly string _source;
    private readonly ChannelReader<SourceEvent> _events;
    private readonly IEventPublisher _publisher;
    private readonly SourceMetrics _metrics;
    private readonly ILogger _logger;

    // Touched only by the pump's loop. One entry for each code at most.
    private readonly Dictionary<ErrorCode, long> _refusals = [];

    public SourcePump(
        string source, ChannelReader<SourceEvent> events, IEventPublisher publisher, SourceMetrics metrics, ILogger logger) =>
        (_source, _events, _publisher, _metrics, _logger) = (source, events, publisher, metrics, logger);

    /// <summary>How many events wait, the one that is being published included.</summary>
    public int Waiting => _events.Count;

    /// <summary>Runs until the channel is completed and empty, or until <paramref name="giveUp"/>.</summary>
    public async Task RunAsync(CancellationToken giveUp)
    {
        try
        {
            while (await _events.WaitToReadAsync(giveUp)) await PublishWaitingAsync(giveUp);
        }
        catch (Exception) when (giveUp.IsCancellationRequested)
        {
            // What still waits is reported by the supervisor.
        }
    }

    private async Task PublishWaitingAsync(CancellationToken giveUp)
    {
        // An event leaves the channel only after it was published: what is left at the end is exactly what was lost.
        while (!giveUp.IsCancellationRequested && _events.TryPeek(out var next))
        {
            await PublishAsync(next, giveUp);
            _events.TryRead(out _);
        }
    }

    private async ValueTask PublishAsync(SourceEvent next, CancellationToken giveUp)
    {
        try
        {
            var outcome = await _publisher.PublishAsync(ToRequest(next), giveUp);
            next.Published?.Invoke(outcome);
            if (outcome is PublishOutcome.Rejected refusal) Count(next, refusal.Code, refusal.Reason, error: null);
            else _metrics.EventPublished(_source);
        }
        catch (Exception error) when (!giveUp.IsCancellationRequested)
        {
            Count(next, ErrorCode.Internal, error.Message, error);
            next.Published?.Invoke(new PublishOutcome.Rejected(ErrorCode.Internal, error.Message));
        }
    }

    /// <summary>Counts a refusal, and logs the first and every thousandth of each code: a source may be refused at any rate.</summary>
    private void Count(SourceEvent refused, ErrorCode code, string reason, Exception? error)
    {
        _metrics.EventRejected(_source);
        var total = _refusals.GetValueOrDefault(code) + 1;
        _refusals[code] = total;
        if (total % LogEvery == 1) LogRejected(error, _source, refused.Topic, (int)code, reason, total, LogEvery);
    }

    private static PublishRequest ToRequest(SourceEvent item) =>
        new(item.Topic, item.Data) { Key = item.Key, Type = item.Type, Id = item.Id, IdempotencyKey = item.IdempotencyKey };
}
