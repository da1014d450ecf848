namespace RealtimeHub.Load.Dialects;

/// <summary>One of the two formats of SignalR's protocol. Has no state: all sessions of a run share one.</summary>
internal abstract class HubFormat
{
    // The handshake is JSON in both.
    public const byte EndOfRecord = 0x1E;

    /// <summary>The frame that a connection begins with.</summary>
    public abstract byte[] Handshake { get; }

    /// <summary>The frame that says that we are there.</summary>
    public abstract byte[] Ping { get; }

    /// <summary>The frame of a call with one argument, an object of names and values: texts, <see cref="long"/>s, or objects of the same kind.</summary>
    public abstract byte[] Call(string method, IReadOnlyDictionary<string, object> argument);

    /// <summary>Takes the first message off the input, and its frame off the message; false when it is not all there.</summary>
    /// <exception cref="LoadException">It makes no sense.</exception>
    public abstract bool TryCut(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> message);

    public abstract bool IsPing(ReadOnlySpan<byte> message);

    /// <summary>Reads any message, making objects.</summary>
    /// <exception cref="LoadException">It makes no sense.</exception>
    public abstract HubMessage Read(ReadOnlySpan<byte> message);

    /// <summary>Recognises RealtimeHub's events of one topic.</summary>
    public abstract EventPattern PatternOf(string topic);
}

/// <summary>
/// Recognises the events of one topic by their exact bytes. Events are nearly all that a client reads, and this reads one
/// without making anything on the heap.
/// </summary>
internal abstract class EventPattern
{
    /// <summary>Whether the message is an event of the topic.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="data">Its data and whatever follows them.</param>
    public abstract bool TryRead(ReadOnlySpan<byte> message, out long offset, out ReadOnlySpan<byte> data);
}
