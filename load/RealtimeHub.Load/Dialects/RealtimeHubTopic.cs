using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Dialects;

/// <summary>What all sessions that follow one topic share.</summary>
internal sealed class RealtimeHubTopic
{
    private readonly string _name;
    private string _epoch = "";

    public RealtimeHubTopic(int number, HubFormat format)
    {
        (Number, _name) = (number, Topics.Name(number));
        Subscribe = format.Call("Subscribe", new Dictionary<string, object> { ["topic"] = _name });
        Pattern = format.PatternOf(_name);
    }

    public int Number { get; }

    /// <summary>The frame that subscribes without a position.</summary>
    public byte[] Subscribe { get; }

    public EventPattern Pattern { get; }

    public byte[] SubscribeSince(HubFormat format, string epoch, long offset)
    {
        var since = new Dictionary<string, object> { ["epoch"] = epoch, ["offset"] = offset };
        return format.Call("Subscribe", new Dictionary<string, object> { ["topic"] = _name, ["since"] = since });
    }

    /// <summary>The same text, kept once.</summary>
    public string Shared(string epoch) => epoch == _epoch ? _epoch : _epoch = epoch;
}
