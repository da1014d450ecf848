using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace RealtimeHub.Contracts;

/// <summary>
/// The checked name of a topic: 1 to 255 characters of <c>A-Z a-z 0-9 _ . : / -</c>, optionally after one leading
/// <c>$</c>, which marks the topics of the server itself.
/// </summary>
/// <remarks>The text before the first <c>:</c> is the namespace; a name without <c>:</c> is in the default namespace.</remarks>
public readonly record struct TopicName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 255;

    private const string Tasks = "task:";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/-");

    private readonly string? _value;

    private TopicName(string value) => _value = value;

    /// <summary>The whole name.</summary>
    public string Value => _value ?? "";

    /// <summary>The text before the first <c>:</c>, or the empty string for the default namespace.</summary>
    public string Namespace => Value.IndexOf(':') is var colon and > 0 ? Value[..colon] : "";

    /// <summary>Whether the topic is the server's own: clients may read it, but nobody outside may publish to it.</summary>
    public bool IsServerTopic => Value.StartsWith('$');

    /// <summary>Whether the server alone publishes to it: what it tells of itself, and of background tasks (<c>task:</c>).</summary>
    public bool IsReserved => IsServerTopic || Value.StartsWith(Tasks, StringComparison.Ordinal);

    /// <summary>Checks <paramref name="text"/>.</summary>
    /// <returns><see langword="false"/> when it is not a valid name.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out TopicName name)
    {
        name = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return false;
        }

        var rest = text.AsSpan(text[0] == '$' ? 1 : 0);
        if (rest.IsEmpty || rest.ContainsAnyExcept(Allowed))
        {
            return false;
        }

        name = new TopicName(text);
        return true;
    }

    /// <summary>Checks <paramref name="text"/> and throws when it is not a valid name.</summary>
    /// <exception cref="FormatException">The text is not a valid name.</exception>
    public static TopicName Parse(string text) =>
        TryParse(text, out var name)
            ? name
            : throw new FormatException($"'{text}' is not a topic name: use 1 to {MaxLength} of A-Z a-z 0-9 _ . : / -");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
