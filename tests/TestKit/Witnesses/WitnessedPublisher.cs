using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Ledger;

namespace RealtimeHub.TestKit.Witnesses;

/// <summary>Publishes events that carry nothing but their identity, and writes what became of them into a ledger.</summary>
public sealed class WitnessedPublisher
{
    private readonly IEventPublisher _publisher;
    private readonly ILedger _ledger;
    private readonly int _number;
    private long _sequence;

    public WitnessedPublisher(IEventPublisher publisher, ILedger ledger, int number) => (_publisher, _ledger, _number) = (publisher, ledger, number);

    public PubId NextId() => new(_number, ++_sequence);

    public Task PublishAsync(string topic) => PublishAsync(topic, NextId());

    public async Task PublishAsync(string topic, PubId id, string? idempotencyKey = null)
    {
        var start = Witness.Now;
        var request = new PublishRequest(TopicName.Parse(topic), EventData.FromText(id.ToString())) { IdempotencyKey = idempotencyKey };
        var position = await _publisher.PublishAsync(request) switch
        {
            PublishOutcome.Accepted accepted => accepted.Position,
            PublishOutcome.Duplicate duplicate => duplicate.Position,
            _ => null,
        };
        var result = position is null ? PublishResult.Failed : PublishResult.Acked;
        _ledger.Record(new LedgerEntry.Published(Witness.Now, id, topic, start, result, position, IdempotencyKey: idempotencyKey));
    }
}
