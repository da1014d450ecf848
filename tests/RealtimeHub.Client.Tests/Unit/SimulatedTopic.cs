using RealtimeHub.Client.Wire;
using static RealtimeHub.Client.Tests.Unit.CursorVectors;

namespace RealtimeHub.Client.Tests.Unit;

/// <summary>
/// A topic, its server and a network that fails, as one subscriber without a tail hears them: the log grows, is cut and begins new lives;
/// the connection breaks, and the server then continues it, or says why not; events and gaps come again.
/// </summary>
internal sealed class SimulatedTopic
{
    private readonly List<Step> _steps = [];
    private int _life;
    private long _head;

    public IReadOnlyList<Step> Steps => _steps;

    public static SimulatedTopic Run(long head, IEnumerable<(Happening What, int HowMuch)> rounds)
    {
        var topic = new SimulatedTopic { _head = head };
        topic.Reply(recovered: false);
        foreach (var (what, howMuch) in rounds)
        {
            topic.Round(what, howMuch);
        }

        return topic;
    }

    private void Round(Happening what, int howMuch)
    {
        switch (what)
        {
            case Happening.Publish:
                Publish(1 + howMuch);
                break;
            case Happening.Repeat:
                Repeat(howMuch);
                break;
            case Happening.FallBehind:
                _steps.Add(new Step(Gap: new Loss(_head, _head += 1 + howMuch, "slow")));
                break;
            case Happening.Break:
                Reply(recovered: true, ahead: howMuch);
                Publish(howMuch);
                break;
            case Happening.LongBreak:
                _head += howMuch;
                Reply(recovered: false, "tooOld");
                break;
            case Happening.NewLife:
                (_life, _head) = (_life + 1, howMuch);
                Reply(recovered: false, "epochChanged");
                break;
        }
    }

    private void Publish(int count)
    {
        for (var n = 0; n < count; n++)
        {
            _steps.Add(new Step(Event: ++_head));
        }
    }

    /// <summary>Something that was sent since the last reply comes again.</summary>
    private void Repeat(int howFarBack)
    {
        var sent = _steps.Skip(1 + _steps.FindLastIndex(step => step.Reply is not null)).ToList();
        if (sent.Count > 0)
        {
            _steps.Add(sent[^(1 + (howFarBack % sent.Count))]);
        }
    }

    private void Reply(bool recovered, string? reason = null, int ahead = 0) =>
        _steps.Add(new Step(new SubscribeAnswer("a", $"life{_life}", _head + ahead, recovered, reason)));

    internal enum Happening
    {
        Publish,
        Repeat,
        FallBehind,
        Break,
        LongBreak,
        NewLife,
    }
}
