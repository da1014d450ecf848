using RealtimeHub.Simulation.Net;

namespace RealtimeHub.Simulation.Oracle;

/// <summary>Checks what reaches one client for one subscription: all events, in order, once, or an exact notice of what is missing.</summary>
internal sealed class Reader
{
    private readonly Judge _oracle;
    private readonly string _who;
    private readonly string _topic;
    private readonly string _epoch;

    // Events that were left out because newer ones of the same key follow: by key, the newest of them.
    private readonly Dictionary<string, long> _owed = [];

    public Reader(Judge oracle, string who, string topic, string epoch, long cursor) =>
        (_oracle, _who, _topic, _epoch, Cursor) = (oracle, $"{who}: {topic}", topic, epoch, cursor);

    public long Cursor { get; private set; }

    /// <summary>Whether offsets may jump, because the client has asked for that.</summary>
    public bool MayConflate { get; set; }

    public void Event(Message.Event item)
    {
        var published = _oracle.Ledger.Find(_topic, _epoch, item.Offset);
        if (published is null) _oracle.Report($"{_who}: nobody published {item.Offset} in {_oracle.Ledger.Name(_epoch)}");
        else if (published.Data != item.Data || published.Key != item.Key) _oracle.Report($"{_who}: {item.Offset} should be '{published.Data}' and is '{item.Data}'");
        if (item.Offset <= Cursor) _oracle.Report($"{_who}: {item.Offset} came after {Cursor}");
        else if (item.Offset > Cursor + 1) Jump(item.Offset);
        Cursor = item.Offset;
        if (_owed.TryGetValue(item.Key ?? "", out var owed) && owed < item.Offset) _owed.Remove(item.Key ?? "");
    }

    public void Gap(Message.Gap gap)
    {
        if (gap.From != Cursor || gap.To <= gap.From) _oracle.Report($"{_who}: gap ({gap.From}, {gap.To}] came after {Cursor}");
        if (_oracle.Ledger.Find(_topic, _epoch, gap.To) is null) _oracle.Report($"{_who}: gap ({gap.From}, {gap.To}] ends beyond the head");
        Cursor = gap.To;

        // What was to replace them may be among what is lost.
        foreach (var (key, offset) in _owed.ToArray())
        {
            if (_oracle.Ledger.HasKey(_topic, _epoch, KeyOf(key), Math.Max(offset, gap.From), gap.To)) _owed.Remove(key);
        }
    }

    /// <summary>Everything that is coming has come.</summary>
    public void IsDone()
    {
        foreach (var (key, offset) in _owed) _oracle.Report($"{_who}: the newest event of key '{key}' after {offset} never came");
    }

    private void Jump(long to)
    {
        _oracle.Count("jumps");
        if (!MayConflate) _oracle.Report($"{_who}: {to} came after {Cursor}, and no notice of what is missing");
        for (var offset = Cursor + 1; offset < to; offset++) _owed[_oracle.Ledger.Find(_topic, _epoch, offset)?.Key ?? ""] = offset;
    }

    private static string? KeyOf(string key) => key.Length == 0 ? null : key;
}
