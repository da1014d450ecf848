namespace RealtimeHub.Ledger.Checks;

/// <summary>What is known of one event, by those who published it and those who got it.</summary>
internal sealed class KnownEvent
{
    /// <summary>The observer of a spot who is not a subscriber.</summary>
    public const int Publisher = -1;
    public const int History = -2;

    // Its places in other lives of the topic: an event may be carried over, or published again after it was lost. Null when there are none.
    private List<(EpochBook Book, long Offset)>? _elsewhere;

    public KnownEvent(PubId id) => Id = id;

    public PubId Id { get; }

    /// <summary>The life of the topic in which it was first seen; null while nobody has seen it.</summary>
    public EpochBook? Book { get; private set; }

    public long Offset { get; private set; }

    /// <summary>Who saw it there first.</summary>
    public int Witness { get; private set; }

    public PublishResult? Result { get; set; }

    public string? IdempotencyKey { get; set; }

    /// <summary>Its offset has left the window of its topic.</summary>
    public bool IsOld { get; set; }

    public Spot Spot => Book!.SpotAt(Offset);

    public void SeenAt(EpochBook book, long offset, int witness)
    {
        if (Book is null) (Book, Offset, Witness) = (book, offset, witness);
        else (_elsewhere ??= []).Add((book, offset));
    }

    /// <summary>Where it stands in this life of the topic; null when it was not seen there.</summary>
    public long? OffsetIn(EpochBook book)
    {
        if (Book == book) return Offset;
        foreach (var (other, offset) in _elsewhere ?? [])
            if (other == book) return offset;
        return null;
    }

    public static string NameOf(int witness) => witness switch
    {
        Publisher => "its publisher",
        History => "a reader of the history",
        _ => $"subscriber {witness}",
    };
}
