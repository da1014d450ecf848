using RealtimeHub.Contracts;
using RealtimeHub.Simulation.Clients;
using RealtimeHub.Simulation.Net;
using RealtimeHub.Topics;

namespace RealtimeHub.Simulation;

/// <summary>Decides what publishers, clients, the network and the machine do, and when.</summary>
internal sealed class Chaos
{
    public static readonly TimeSpan LongestStall = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Abandonment = TimeSpan.FromSeconds(8);
    private static readonly double[] Rates = [0.5, 1.5, 5, 10, 33, 1_000];

    private readonly World _world;
    private readonly Scenario _scenario;
    private readonly Publishers _publishers;
    private readonly Dictionary<string, long> _abandonedUntil = [];
    private readonly (int Weight, Action Act)[] _acts;
    private int _left;

    public Chaos(World world, Scenario scenario)
    {
        (_world, _scenario, _left) = (world, scenario, scenario.Actions);
        _publishers = new Publishers(world);
        _acts =
        [
            (40, Publish), (4, _publishers.Repeat), (10, Subscribe), (4, Unsubscribe), (4, SetRate),
            (4, Cut), (5, () => WithConnection(c => c.Link.Slow(Random.Next(100, 5_000)))), (4, () => WithConnection(c => c.Link.Stick())),
            (6, () => WithConnection(c => c.Link.Heal())), (2, () => _world.Server.Stall(_world.UpTo(LongestStall))),
            (2, () => OneOf(_world.Clients).Close(forGood: false)), (1, Abandon),
        ];
    }

    public bool IsOver => _left <= 0;

    private Random Random => _world.Random;

    public void Begin()
    {
        foreach (var client in _world.Clients)
        {
            client.Connect();
            for (var i = Random.Next(1, 3); i > 0; i--) Subscribe(client, OneOf(_scenario.Topics));
        }

        Next();
    }

    /// <summary>The network is whole again, and nobody does anything any more.</summary>
    public void Heal()
    {
        _world.Trace.Add("HEAL");
        _world.Server.StallNothing();
        foreach (var connection in _world.Connections) connection.Link.Heal();
    }

    public void EverybodyLeaves()
    {
        _world.Trace.Add("LEAVE");
        foreach (var client in _world.Clients)
        {
            foreach (var topic in client.Followings.Keys.Where(_ => Random.Next(2) == 0).ToArray()) client.Unsubscribe(topic);
            _world.After(_world.UpTo(TimeSpan.FromSeconds(1)), $"{client.Name} leaves", () => client.Close(forGood: true));
        }
    }

    private void Next()
    {
        var pause = Random.Next(30) == 0 ? _world.UpTo(TimeSpan.FromSeconds(3)) : Random.Next(3) == 0 ? TimeSpan.Zero : _world.UpTo(TimeSpan.FromMilliseconds(150));
        _world.After(pause, "chaos", () =>
        {
            if (IsOver) return;
            _left--;
            Act();
            Next();
        });
    }

    private void Act()
    {
        var at = Random.Next(_acts.Sum(act => act.Weight));
        foreach (var (weight, act) in _acts)
        {
            at -= weight;
            if (at >= 0) continue;
            act();
            return;
        }
    }

    private void Publish()
    {
        if (AnyTopic() is not { } topic) return;
        var count = Random.Next(6) == 0 ? Random.Next(2, 20) : 1;
        for (var i = 0; i < count; i++) _publishers.Publish(topic);
    }

    private void Subscribe()
    {
        if (AnyTopic() is { } topic) Subscribe(OneOf(_world.Clients), topic);
    }

    private void Subscribe(SimulatedClient client, string topic)
    {
        var position = Random.Next(4) switch
        {
            0 => MadeUp(topic),
            1 => client.Remembered.GetValueOrDefault(topic),
            _ => null,
        };
        client.Subscribe(new Following(topic)
        {
            Position = position, IsMadeUp = position is not null, Tail = Random.Next(3) == 0 ? Random.Next(12) : null,
            MaxRate = Random.Next(3) == 0 ? OneOf(Rates) : null, Conflate = MayConflate(),
        });
    }

    private StreamPosition? MadeUp(string topic)
    {
        _world.Server.Topics.Find(TopicName.Parse(topic), out var log);
        return log is null ? null : new StreamPosition(Random.Next(5) == 0 ? "other" : log.Epoch, Random.NextInt64(log.Head + 3));
    }

    private void Unsubscribe()
    {
        var client = OneOf(_world.Clients);
        if (client.Followings.Count > 1) client.Unsubscribe(OneOf([.. client.Followings.Keys]));
    }

    private void SetRate()
    {
        var client = OneOf(_world.Clients);
        if (client.Followings.Count > 0) client.SetRate(OneOf([.. client.Followings.Keys]), Random.Next(3) == 0 ? null : OneOf(Rates), MayConflate());
    }

    private void Cut() => WithConnection(connection =>
    {
        // One end may be left alone for long: it believes in a connection that is not there.
        var (soon, late) = (_world.UpTo(TimeSpan.FromMilliseconds(100)), _world.UpTo(TimeSpan.FromSeconds(8)));
        if (Random.Next(2) == 0) connection.Cut(soon, late);
        else connection.Cut(late, soon);
    });

    /// <summary>Nobody uses a topic for a while: its log ends, and its next life begins at 1.</summary>
    private void Abandon()
    {
        var topic = OneOf(_scenario.Topics);
        _abandonedUntil[topic] = _world.Now + Abandonment.Ticks;
        foreach (var client in _world.Clients) client.Unsubscribe(topic);
    }

    private string? AnyTopic() =>
        OneOf(_scenario.Topics) is var topic && _abandonedUntil.GetValueOrDefault(topic) < _world.Now ? topic : null;

    private bool MayConflate() => !_scenario.EncodesOnce && Random.Next(4) == 0;

    private void WithConnection(Action<Connection> act)
    {
        if (_world.Connections.Count > 0) act(OneOf(_world.Connections));
    }

    private T OneOf<T>(IReadOnlyList<T> choices) => choices[Random.Next(choices.Count)];
}
