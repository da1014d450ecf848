using RealtimeHub.Contracts;

namespace RealtimeHub.Security.Tokens;

/// <summary>The name of a topic, or the beginning of many, written with a <c>*</c> at its end.</summary>
internal readonly record struct TopicPattern
{
    private readonly string _start;
    private readonly bool _isOpen;

    private TopicPattern(string start, bool isOpen) => (_start, _isOpen) = (start, isOpen);

    /// <returns>False when it is neither a name nor the beginning of one.</returns>
    public static bool TryParse(string? text, out TopicPattern pattern)
    {
        pattern = default;
        if (string.IsNullOrEmpty(text)) return false;
        var isOpen = text[^1] == '*';
        var start = isOpen ? text[..^1] : text;

        // A beginning is checked as if the name went on.
        if (!TopicName.TryParse(isOpen ? start + "x" : start, out _)) return false;
        pattern = new TopicPattern(start, isOpen);
        return true;
    }

    public bool Fits(TopicName topic) =>
        _isOpen ? topic.Value.StartsWith(_start, StringComparison.Ordinal) && !IsHidden(topic) : topic.Value == _start;

    public override string ToString() => _isOpen ? _start + "*" : _start;

    /// <summary>The server's own topics have to be named: <c>*</c> alone does not mean them.</summary>
    private bool IsHidden(TopicName topic) => topic.IsServerTopic && !_start.StartsWith('$');
}
