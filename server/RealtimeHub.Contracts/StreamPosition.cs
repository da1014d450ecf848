using System.Globalization;
using System.Runtime.Serialization;

namespace RealtimeHub.Contracts;

/// <summary>
/// A place in a topic: everything up to and including <see cref="Offset"/> in the life <see cref="Epoch"/> of its log.
/// Written as text it is <c>epoch:offset</c>.
/// </summary>
[DataContract]
public sealed record StreamPosition
{
    /// <summary>The longest epoch that is accepted, in characters.</summary>
    public const int MaxEpochLength = 64;

    /// <summary>The largest offset: 2^53 - 1, so that every client language can hold it exactly.</summary>
    public const long MaxOffset = (1L << 53) - 1;

    /// <summary>Names one life of a topic's log. Within one epoch an offset is never used for two different events.</summary>
    [DataMember(Name = "epoch")]
    public string Epoch { get; init; } = "";

    /// <summary>The offset of the last event that lies before this place; 0 means "before the first event".</summary>
    [DataMember(Name = "offset")]
    public long Offset { get; init; }

    /// <summary>An empty position, for serializers.</summary>
    public StreamPosition()
    {
    }

    /// <summary>The position after <paramref name="offset"/> in <paramref name="epoch"/>.</summary>
    public StreamPosition(string epoch, long offset) => (Epoch, Offset) = (epoch, offset);

    /// <summary>Whether a client may send this position: a non-empty epoch of sane length and an offset from 0 to <see cref="MaxOffset"/>.</summary>
    [IgnoreDataMember]
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsWellFormed =>
        Epoch is { Length: > 0 and <= MaxEpochLength } && Offset is >= 0 and <= MaxOffset;

    /// <summary>Reads <c>epoch:offset</c>.</summary>
    /// <returns><see langword="false"/> when the text is not a well-formed position.</returns>
    public static bool TryParse(string? text, out StreamPosition position)
    {
        position = new StreamPosition();
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon < 1 || !long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return false;
        }

        position = new StreamPosition(text![..colon], offset);
        return position.IsWellFormed;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Offset}");
}
