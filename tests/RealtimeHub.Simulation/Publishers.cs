using System.Globalization;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Simulation.Oracle;

namespace RealtimeHub.Simulation;

/// <summary>Publish with keys of all kinds, and again when they are not sure, and hold the server to what it answers.</summary>
internal sealed class Publishers(World world)
{
    private const int LargestEvent = 1_500;

    private static readonly string?[] Keys = [null, "a", "b", "c"];

    private readonly List<(PublishRequest Request, StreamPosition Position)> _repeatable = [];
    private int _count;

    private Random Random => world.Random;

    public void Publish(string topic)
    {
        var size = Random.Next(40) == 0 ? LargestEvent : Random.Next(3) == 0 ? Random.Next(300) : 0;
        var number = (++_count).ToString(CultureInfo.InvariantCulture);
        var request = new PublishRequest(TopicName.Parse(topic), EventData.FromText(number.PadRight(size, '.')))
        {
            Key = Keys[Random.Next(Keys.Length)], IdempotencyKey = Random.Next(3) == 0 ? $"publish-{number}" : null,
        };
        if (world.Server.Publish(request) is not PublishOutcome.Accepted accepted)
        {
            world.Oracle.Report($"event {number} was not accepted");
            return;
        }

        world.Trace.Add($"{topic} {world.Oracle.Ledger.Name(accepted.Position.Epoch)} {accepted.Position.Offset} = {number} {request.Key}");
        world.Oracle.Ledger.Accepted(topic, accepted.Position, new Published(number.PadRight(size, '.'), request.Key, world.Now));
        if (request.IdempotencyKey is not null) _repeatable.Add((request, accepted.Position));
    }

    /// <summary>A publisher did not get its answer and tries again; or uses an old key for something else.</summary>
    public void Repeat()
    {
        if (_repeatable.Count == 0) return;
        var (request, position) = _repeatable[Random.Next(_repeatable.Count)];
        var isSame = Random.Next(4) > 0;
        var outcome = world.Server.Publish(isSame ? request : request with { Data = EventData.FromText("other") });
        var isRight = isSame ? outcome is PublishOutcome.Duplicate duplicate && duplicate.Position == position : outcome is PublishOutcome.Rejected { Code: ErrorCode.Conflict };
        if (!isRight) world.Oracle.Report($"{request.IdempotencyKey} was published at {position.Offset}; again it is {outcome}");
        world.Oracle.Count("repeats");
    }
}
