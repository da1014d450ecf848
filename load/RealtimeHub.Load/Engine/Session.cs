namespace RealtimeHub.Load.Engine;

/// <summary>
/// One subscriber's connection, as its dialect sees it: bytes come in, bytes go out. Everything in it runs on the thread of
/// the loop that owns the socket, so nothing in it needs a lock.
/// </summary>
internal abstract class Session
{
    /// <summary>Set once, before <see cref="Opened"/>.</summary>
    public ISessionOwner Owner { get; internal set; } = null!;

    /// <summary>Where the loop keeps what belongs to the connection.</summary>
    public int Slot { get; internal set; } = -1;

    /// <summary>Whether it will stop reading, or read slowly: then it has to hear that it is subscribed before it reads what follows.</summary>
    public bool ReadsSlowly { get; internal set; }

    /// <summary>
    /// TCP is connected: send what comes first. After a break it is called again on the same session, which forgets what
    /// belonged to the old connection, and continues from its position when its server has such a thing.
    /// </summary>
    public abstract void Opened();

    /// <summary>Bytes have come.</summary>
    /// <param name="input">What was kept the last time, and the new bytes after it.</param>
    /// <param name="arrival">When the last of them came, as a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</param>
    /// <returns>How many bytes were used up; the rest comes again, with more after it.</returns>
    /// <exception cref="LoadException">The server sent what makes no sense; the connection is ended with this reason.</exception>
    public abstract int Read(ReadOnlySpan<byte> input, long arrival);

    /// <summary>Called every few seconds: for those that have to say that they are there.</summary>
    public virtual void KeepAlive()
    {
    }
}

/// <summary>What a session may do, and whom it tells. All on the thread of its loop.</summary>
internal interface ISessionOwner
{
    /// <summary>Sends, now or as soon as the socket takes it. The bytes are copied when they have to wait.</summary>
    void Send(Session session, ReadOnlySpan<byte> bytes);

    /// <summary>The subscription is in effect.</summary>
    void Live(Session session);

    /// <summary>An event of the run has come.</summary>
    void Event(Session session, in EventMark mark, long arrival);

    /// <summary>The server says that so many events will not come.</summary>
    void Gap(Session session, long events);

    /// <summary>The server says with which code it is about to end the connection.</summary>
    void Told(Session session, int code);

    /// <summary>Events that did not come, nobody announced, and no mark will show: those of others, or of nobody.</summary>
    void Lost(Session session, long events);

    /// <summary>The server said whether it continues where the session wanted to (a reconnect with a position).</summary>
    void Resumed(Session session, bool recovered);

    /// <summary>
    /// The subscription begins after this sequence: for servers whose answer tells where it begins. Without it, a subscription
    /// that was made while events were already published begins with the first that comes.
    /// </summary>
    void StartsAfter(Session session, long sequence);
}

/// <summary>What every event of a run carries in its data, so that any server can be judged by it.</summary>
/// <param name="Topic">The number of the topic.</param>
/// <param name="Sequence">1, 2, 3, ... in each topic.</param>
/// <param name="Due">The moment at which it was to be published, as a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</param>
internal readonly record struct EventMark(int Topic, long Sequence, long Due);
