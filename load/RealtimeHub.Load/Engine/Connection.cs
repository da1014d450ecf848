namespace RealtimeHub.Load.Engine;

/// <summary>What a loop keeps of one session: its socket, if it has one, and bytes that wait. Touched only by the thread of the loop.</summary>
internal sealed class Connection(Session session)
{
    public const int None = -1;

    // Not touched by anything else, and so fields: they are looked at for every event.
    public int Socket = None;

    /// <summary>Grows with every socket, so that late notices about an earlier one are not taken for it.</summary>
    public uint Life;

    public bool Connected;

    /// <summary>The beginning of something that the session could not use yet.</summary>
    public Leftover Kept;

    /// <summary>What the kernel did not take yet.</summary>
    public Leftover Unsent;

    /// <summary>Null for one that reads as fast as it can.</summary>
    public ReadPace? Pace;

    /// <summary>Why it has to end; acted upon when its session has returned.</summary>
    public string? Failure;

    public Session Session => session;

    public ulong Tag => ((ulong)Life << 32) | (uint)session.Slot;

    /// <summary>Forgets what belonged to the socket, which is closed.</summary>
    public void Clear()
    {
        (Socket, Connected, Pace, Failure) = (None, false, null, null);
        Life++;
        Kept.Clear();
        Unsent.Clear();
    }
}
