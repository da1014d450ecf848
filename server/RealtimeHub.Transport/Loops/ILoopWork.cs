namespace RealtimeHub.Transport.Loops;

/// <summary>Something that a loop does once, on its own thread.</summary>
internal interface ILoopWork
{
    void Run();
}

/// <summary>Something that shares a loop's thread for as long as the loop runs, and has work of its own.</summary>
internal interface ILoopGuest
{
    /// <summary>Whether something waits. Asked before the loop goes to sleep; whoever adds work afterwards wakes it.</summary>
    bool HasWork { get; }

    /// <summary>Does a part of what waits, and leaves the rest for later: sockets are looked at in between.</summary>
    void RunTurn();
}
