namespace RealtimeHub.Load.Engine;

/// <summary>Whoever owns the sessions of a loop. Called on the thread of the loop.</summary>
internal interface ILoopWatcher
{
    /// <summary>A connection ended, or did not come about, without having been told to.</summary>
    void Ended(Session session, string reason);

    /// <summary>Time has passed: called about every <see cref="EventLoop.TickLength"/>.</summary>
    void Tick(long now);
}
