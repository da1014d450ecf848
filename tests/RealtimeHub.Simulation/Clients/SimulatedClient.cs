using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Simulation.Net;
using RealtimeHub.Simulation.Oracle;

namespace RealtimeHub.Simulation.Clients;

/// <summary>Behaves as our client libraries do: it remembers how far it came, connects again, and continues there.</summary>
internal sealed class SimulatedClient
{
    private readonly World _world;
    private readonly Dictionary<string, Following> _followings = [];
    private TimeSpan _comeBackAfter;
    private bool _hasLeft;

    public SimulatedClient(World world, string name, string protocol) => (_world, Name, Protocol) = (world, name, protocol);

    public string Name { get; }

    public string Protocol { get; }

    /// <summary>The connection; null while there is none.</summary>
    public Connection? Connection { get; private set; }

    public IReadOnlyDictionary<string, Following> Followings => _followings;

    /// <summary>Where it stood in topics that it has left.</summary>
    public Dictionary<string, StreamPosition> Remembered { get; } = [];

    public void Connect()
    {
        if (_hasLeft || Connection is not null) return;
        Connection = _world.Accept(this);
        foreach (var following in _followings.Values) Ask(following);
    }

    public void Subscribe(Following following)
    {
        if (_followings.TryAdd(following.Topic, following)) Ask(following);
    }

    public void Unsubscribe(string topic)
    {
        if (!_followings.TryGetValue(topic, out var following)) return;
        if (Connection is null) _followings.Remove(topic);
        if (following.Phase != Phase.Live) return;
        Remembered[topic] = following.Position!;
        following.Phase = Phase.Leaving;
        Connection?.Ask(new Call.Unsubscribe(topic));
    }

    public void SetRate(string topic, double? maxRate, bool conflate)
    {
        if (!_followings.TryGetValue(topic, out var following) || following is not { Phase: Phase.Live, Reader: { } reader }) return;
        (following.Phase, following.MaxRate, following.Conflate) = (Phase.Changing, maxRate, conflate);
        reader.MayConflate |= conflate;
        Connection?.Ask(new Call.SetRate(topic, new RateRequest { MaxRate = maxRate, Conflate = conflate }));
    }

    /// <summary>Closes the connection and, unless it is for good, opens another one.</summary>
    public void Close(bool forGood)
    {
        _hasLeft |= forGood;
        Connection?.Cut(_world.UpTo(TimeSpan.FromSeconds(1)), TimeSpan.Zero);
    }

    public void Lost(Connection connection)
    {
        if (connection != Connection) return;
        Connection = null;
        foreach (var following in _followings.Values.ToArray())
        {
            if (following.Phase == Phase.Leaving) _followings.Remove(following.Topic);
            (following.Phase, following.Reader) = (Phase.Idle, null);
        }

        _world.After(_comeBackAfter + _world.UpTo(TimeSpan.FromMilliseconds(500)), $"{Name} connects", Connect);
        _comeBackAfter = TimeSpan.Zero;
    }

    public void Receive(Connection connection, Message message)
    {
        switch (message)
        {
            case Message.Event item when ReaderOf(item.Topic) is { } reader:
                reader.Event(item);
                MoveTo(item.Topic, item.Offset);
                break;
            case Message.Gap gap when ReaderOf(gap.Topic) is { } reader:
                reader.Gap(gap);
                MoveTo(gap.Topic, gap.To);
                break;
            case Message.Reply reply:
                Take(reply);
                break;
            case Message.Goodbye:
                _comeBackAfter = TimeSpan.FromSeconds(1);
                break;
            default:
                _world.Oracle.Report($"{connection.Id} got {message} without a subscription that was answered");
                break;
        }
    }

    public void CheckThatItIsAtTheHead()
    {
        foreach (var following in _followings.Values)
        {
            _world.Server.Topics.Find(TopicName.Parse(following.Topic), out var log);
            var isThere = following.Phase == Phase.Live && log is not null && following.Position == new StreamPosition(log.Epoch, log.Head);
            if (!isThere) _world.Oracle.Report($"{Name} is {following.Phase} at {following.Position?.Offset} of {following.Topic}, whose head is {log?.Head}");
            following.Reader?.IsDone();
        }
    }

    private Reader? ReaderOf(string topic) => _followings.GetValueOrDefault(topic)?.Reader;

    private void Ask(Following following)
    {
        if (Connection is null) return;
        following.Phase = Phase.Asked;
        Connection.Ask(new Call.Subscribe(following.Topic, new SubscribeRequest
        {
            Topic = following.Topic, Since = following.Position, Tail = following.Tail, MaxRate = following.MaxRate, Conflate = following.Conflate,
        }));
    }

    private void Take(Message.Reply reply)
    {
        if (!_followings.TryGetValue(reply.To.Topic, out var following)) return;
        switch (reply.Result)
        {
            case Subscribed subscribed:
                Begin(following, ((Call.Subscribe)reply.To).Request, subscribed);
                break;
            case SubscribeOutcome.Refused refused:
                _world.Oracle.Report($"{Name} was refused {following.Topic}: {refused.Reason}");
                break;
            case RateReply rate:
                following.Phase = Phase.Live;
                if (following.Reader is { } reader) reader.MayConflate = rate.Conflate;
                break;
            default:
                _followings.Remove(following.Topic);
                break;
        }
    }

    private void Begin(Following following, SubscribeRequest asked, Subscribed subscribed)
    {
        var reply = subscribed.Reply;
        var isHonest = reply.Recovered ? asked.Since?.Epoch == reply.Epoch : reply.Reason != RecoveryReasons.Ahead || following.IsMadeUp;
        if (!isHonest) _world.Oracle.Report($"{Name} asked for {following.Topic} since {asked.Since?.Offset}, and was told '{reply.Reason}', recovered {reply.Recovered}");
        var cursor = reply.Recovered ? asked.Since!.Offset : asked.Tail is null ? reply.Offset : subscribed.Follow.Start;
        following.Reader = new Reader(_world.Oracle, Name, following.Topic, reply.Epoch, cursor) { MayConflate = asked.Conflate is true };
        following.Phase = Phase.Live;
        following.Position = new StreamPosition(reply.Epoch, cursor);
        (following.IsMadeUp, following.Tail) = (false, null);
    }

    private void MoveTo(string topic, long offset)
    {
        var following = _followings[topic];
        following.Position = following.Position! with { Offset = offset };
    }
}
