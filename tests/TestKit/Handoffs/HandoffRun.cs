using System.Globalization;
using RealtimeHub.Contracts;
using RealtimeHub.Ledger;
using RealtimeHub.TestKit.Witnesses;

namespace RealtimeHub.TestKit.Handoffs;

/// <summary>
/// Publishers at full speed, and clients that subscribe where they left off, leave, are cut in the middle of anything, and come
/// back. Everything that anybody sees goes into a ledger.
/// </summary>
public sealed class HandoffRun
{
    private readonly HandoffPlan _plan;
    private readonly ILedger _ledger;
    private readonly Func<string, PubId, string?, ValueTask<StreamPosition>> _publish;
    private readonly List<TopicRoom> _rooms;
    private readonly Pulse _moved = new();
    private readonly long[] _sequences;
    private CancellationToken _stopped;
    private long _handoffs;
    private long _roundEnd;

    /// <param name="plan">What to do.</param>
    /// <param name="ledger">Where it is written down.</param>
    /// <param name="publish">Appends an event to a topic; its data is nothing but its identity, and it has this key.</param>
    public HandoffRun(HandoffPlan plan, ILedger ledger, Func<string, PubId, string?, ValueTask<StreamPosition>> publish)
    {
        (_plan, _ledger, _publish, _sequences) = (plan, ledger, publish, new long[plan.Publishers]);
        _rooms = [.. plan.Topics.Select(topic => new TopicRoom(topic, plan.Clients, plan.Room))];
    }

    private bool IsRoundOver => Interlocked.Read(ref _handoffs) >= _roundEnd;

    /// <param name="makeClient">Makes the client of a witness; it is to give up when the token says so.</param>
    /// <exception cref="TimeoutException">Nothing has moved for 30 seconds.</exception>
    public async Task RunAsync(Func<Witness, CancellationToken, IWitnessedClient> makeClient)
    {
        var clients = new List<IWitnessedClient>();
        using var watch = new ProgressWatch(() => Interlocked.Read(ref _handoffs) + _rooms.Sum(room => room.Head), Describe, () => DescribeWaiting(clients));
        _stopped = watch.Stopped;
        for (var n = 0; n < _plan.Clients; n++) clients.Add(makeClient(new Witness(_ledger, n) { Conflates = HandoffPlan.Conflates(n) }, _stopped));
        await watch.GuardAsync(async () =>
        {
            await Task.WhenAll(clients.Select(StartAsync));
            while (_handoffs < _plan.Handoffs) await RunRoundAsync(clients);
        });
        foreach (var client in clients) client.Dispose();
    }

    private async Task RunRoundAsync(List<IWitnessedClient> clients)
    {
        _roundEnd = Math.Min(_handoffs + _plan.HandoffsOfRound, _plan.Handoffs);
        var publishing = Task.WhenAll(Enumerable.Range(0, _plan.Publishers).Select(n => Task.Run(() => PublishAsync(n))));
        await Task.WhenAll(clients.Select(client => Task.Run(() => HandOverAgainAndAgainAsync(client))));
        _moved.Beat();
        await publishing;
        await Task.WhenAll(clients.Select(client => Task.Run(() => CatchUpAsync(client))));
        _ledger.Record(new LedgerEntry.AtRest(Witness.Now));
    }

    private async Task StartAsync(IWitnessedClient client)
    {
        await client.ConnectAsync();
        foreach (var topic in _plan.TopicsOf(client.Witness.Number)) await client.SubscribeAsync(topic);
        TellPositions(client.Witness);
    }

    private async Task PublishAsync(int number)
    {
        var turn = number * _rooms.Count / _plan.Publishers;
        while (await NextRoomAsync(turn) is { } room)
        {
            var id = new PubId(number + 1, ++_sequences[number]);
            var key = HandoffPlan.KeyOf(id.Sequence);
            var start = Witness.Now;
            var position = await _publish(room.Topic, id, key);
            _ledger.Record(new LedgerEntry.Published(Witness.Now, id, room.Topic, start, PublishResult.Acked, position, key));
            room.Published(position.Offset);
            turn = _rooms.IndexOf(room) + 1;
        }
    }

    /// <summary>The next topic that has room, as soon as there is one.</summary>
    /// <returns>Null when the round is over.</returns>
    private async ValueTask<TopicRoom?> NextRoomAsync(int turn)
    {
        while (!IsRoundOver)
        {
            var moved = _moved.Next;
            for (var i = 0; i < _rooms.Count; i++)
                if (_rooms[(turn + i) % _rooms.Count] is { HasRoom: true } room) return room;
            if (!IsRoundOver) await moved.WaitAsync(_stopped);
        }

        return null;
    }

    private async Task HandOverAgainAndAgainAsync(IWitnessedClient client)
    {
        var random = new Random(client.Witness.Number);
        var topics = _plan.TopicsOf(client.Witness.Number);
        while (!IsRoundOver)
        {
            var topic = topics[random.Next(topics.Count)];
            switch (random.Next(10))
            {
                case 0:
                    await ComeBackAsync(client, topics);
                    break;
                case 1:
                    await client.UnsubscribeAsync(topic);
                    await client.SendSubscribeAsync(topic);
                    await ComeBackAsync(client, topics);
                    break;
                default:
                    await client.UnsubscribeAsync(topic);
                    await HandOverAsync(client, topic);
                    break;
            }

            // Every other time something else happens before all that was missed has come.
            if (random.Next(2) == 0) await CatchUpAsync(client);
            TellPositions(client.Witness);
        }
    }

    private async Task ComeBackAsync(IWitnessedClient client, IReadOnlyList<string> topics)
    {
        client.Kill();
        await client.ConnectAsync();
        foreach (var topic in topics) await HandOverAsync(client, topic);
    }

    private async Task HandOverAsync(IWitnessedClient client, string topic)
    {
        await client.SubscribeAsync(topic);
        Interlocked.Increment(ref _handoffs);
    }

    /// <summary>Reads up to where the topics are at this moment.</summary>
    private Task CatchUpAsync(IWitnessedClient client)
    {
        var heads = RoomsOf(client.Witness).Select(room => (room.Topic, room.Head)).ToList();
        return client.ReadUntilAsync(witness => heads.TrueForAll(topic => witness.PositionOf(topic.Topic)!.Offset >= topic.Head));
    }

    private void TellPositions(Witness witness)
    {
        foreach (var room in RoomsOf(witness)) room.Follow(witness.Number, witness.PositionOf(room.Topic)!.Offset);
        _moved.Beat();
    }

    private IEnumerable<TopicRoom> RoomsOf(Witness witness)
    {
        var topics = _plan.TopicsOf(witness.Number);
        return _rooms.Where(room => topics.Contains(room.Topic));
    }

    private string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{Interlocked.Read(ref _handoffs):N0} of {_plan.Handoffs:N0} handoffs, {_rooms.Sum(room => room.Head):N0} events");

    /// <summary>Who has not got everything. Called when nothing moves any more.</summary>
    private string DescribeWaiting(IEnumerable<IWitnessedClient> clients) => string.Join("; ",
        from client in clients
        from room in RoomsOf(client.Witness)
        let position = client.Witness.PositionOf(room.Topic)?.Offset ?? 0
        where position < room.Head
        select $"subscriber {client.Witness.Number} is at {position} of {room.Head} on {room.Topic}");
}
