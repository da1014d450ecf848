using System.Diagnostics;
using System.Runtime.InteropServices;
using RealtimeHub.Load.Engine.Native;
using static RealtimeHub.Load.Engine.Native.LinuxNumbers;

namespace RealtimeHub.Load.Engine;

/// <summary>
/// The connections of a loop. All of them read into one buffer, one after the other; only what a session could not use yet is
/// kept for it. Touched only by the thread of the loop.
/// </summary>
internal sealed unsafe class SocketTable(Poll poll, ILoopWatcher watcher, SocketTarget target)
{
    private const int FirstBuffer = 256 * 1_024;

    // The largest message that a session can see whole.
    private const int MaxBuffer = 16 * 1_024 * 1_024;

    // What one that is about to be slow reads at once, so that it reads hardly more than the answer to its subscription.
    private const int SmallRead = 4_096;

    // What a server does not take of our few small messages before it is given up.
    private const int MaxUnsent = 64 * 1_024;

    private const uint Ends = PeerClosed | HungUp | Failed;
    private const uint WhenFast = Readable | Writable | PeerClosed | EdgeTriggered;
    private const uint WhenSlow = Writable | PeerClosed | EdgeTriggered;

    private readonly List<Connection> _connections = [];
    private readonly List<Connection> _slow = [];
    private readonly ArrivalClock _clock = new();
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(FirstBuffer, pinned: true);
    private long _receivedBytes; // Read by others too.

    /// <summary>Bytes that came, to all. May be read from any thread.</summary>
    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>Gives a session its slot.</summary>
    public void Add(Session session)
    {
        session.Slot = _connections.Count;
        _connections.Add(new Connection(session));
    }

    /// <summary>Takes over the slot of a session that is not needed any more.</summary>
    public void Replace(Session old, Session session)
    {
        Close(old);
        session.Slot = old.Slot;
        _connections[old.Slot] = new Connection(session) { Life = _connections[old.Slot].Life };
    }

    /// <param name="session">One that is not connected.</param>
    /// <param name="slow">Whether it will become slow.</param>
    /// <exception cref="LoadException">This machine cannot.</exception>
    public void Connect(Session session, bool slow)
    {
        var connection = _connections[session.Slot];
        connection.Socket = NativeSocket.Connect(target.Server, target.SourceOf(session.Slot), slow);
        poll.Add(connection.Socket, connection.Tag, WhenFast);
    }

    /// <summary>Reads no more than so many bytes a second from now on.</summary>
    public void SlowDown(Session session, double bytesPerSecond)
    {
        var connection = _connections[session.Slot];
        connection.Pace = new ReadPace(bytesPerSecond, Stopwatch.GetTimestamp());
        poll.Change(connection.Socket, connection.Tag, WhenSlow);
        if (bytesPerSecond > 0) _slow.Add(connection);
    }

    /// <summary>Ends a connection with a reset. Nobody is told.</summary>
    public void Break(Session session) => Remove(_connections[session.Slot], NativeSocket.Break);

    /// <summary>Ends a connection. Nobody is told.</summary>
    public void Close(Session session) => Remove(_connections[session.Slot], static socket => Libc.Close(socket));

    public void CloseAll()
    {
        foreach (var connection in _connections) Close(connection.Session);
    }

    public void Send(Session session, ReadOnlySpan<byte> bytes)
    {
        var connection = _connections[session.Slot];
        if (!connection.Connected || connection.Failure is not null) return;
        var sent = connection.Unsent.Count > 0 ? 0 : TrySend(connection, bytes);
        if (sent == bytes.Length) return;
        connection.Unsent.Append(bytes[sent..]);
        if (connection.Unsent.Count > MaxUnsent) connection.Failure ??= "the server does not read what it is sent";
    }

    /// <summary>Ends a connection whose session failed outside of a read, such as at a ping.</summary>
    public void EndIfFailed(Session session) => EndIfFailed(_connections[session.Slot]);

    /// <summary>Something happened to a socket.</summary>
    public void Handle(ulong tag, uint events)
    {
        var connection = _connections[(int)(uint)tag];
        if (connection.Life != (uint)(tag >> 32) || connection.Socket == Connection.None) return;
        if (!connection.Connected) Opened(connection, events);
        else if (connection.Unsent.Count > 0) SendRest(connection);
        if (connection.Pace is not { } pace) Read(connection, events);
        else if ((events & EndsOf(pace)) != 0) connection.Failure ??= "the connection broke while it was not being read";
        EndIfFailed(connection);
    }

    /// <summary>Those that read slowly read what they may.</summary>
    public void Tick(long now)
    {
        for (var i = _slow.Count - 1; i >= 0; i--)
        {
            var connection = _slow[i];
            if (connection.Pace is not { } pace)
            {
                _slow.RemoveAt(i);
                continue;
            }

            if (pace.Permitted(now) is > 0 and var permitted && Receive(connection, permitted) is > 0 and var read) pace.HasRead(read);
            EndIfFailed(connection);
        }
    }

    /// <summary>One that reads slowly comes to the end of the stream by itself, and may find there why it ended.</summary>
    private static uint EndsOf(ReadPace pace) => pace.BytesPerSecond > 0 ? HungUp | Failed : Ends;

    private static int TrySend(Connection connection, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            var sent = Libc.Send(connection.Socket, first, (nuint)bytes.Length, NoSignal);
            if (sent >= 0) return (int)sent;
        }

        if (Marshal.GetLastPInvokeError() is not (Again or Interrupted)) connection.Failure ??= $"the connection broke: {Libc.LastError}";
        return 0;
    }

    private static void SendRest(Connection connection) => connection.Unsent.RemoveFirst(TrySend(connection, connection.Unsent.Bytes));

    private static void Opened(Connection connection, uint events)
    {
        if ((events & (Writable | Ends)) == 0) return;
        if (NativeSocket.Error(connection.Socket) is { } error)
        {
            connection.Failure = $"cannot connect: {error}";
            return;
        }

        connection.Connected = true;
        connection.Session.Opened();
    }

    private void Read(Connection connection, uint events)
    {
        if ((events & (Readable | Ends)) == 0) return;

        // A short read has emptied the socket; only the end of the stream is not seen by it.
        int room;
        int read;
        do
        {
            room = _buffer.Length - connection.Kept.Count;
            if (connection.Session.ReadsSlowly) room = Math.Min(room, SmallRead);
            read = Receive(connection, room);
        }
        while (read > 0 && (read == room || (events & Ends) != 0) && connection.Pace is null);
    }

    /// <summary>Reads once, and lets the session have it.</summary>
    /// <returns>How many bytes came; 0 for none, also when the connection is over.</returns>
    private int Receive(Connection connection, int limit)
    {
        if (connection.Failure is not null || connection.Socket == Connection.None) return 0;
        var kept = connection.Kept.Count;
        connection.Kept.Bytes.CopyTo(_buffer);
        var room = Math.Min(limit, _buffer.Length - kept);
        var count = NativeSocket.Receive(connection.Socket, (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_buffer, kept), room, out var arrival);
        if (count > 0)
        {
            _receivedBytes += count;
            Take(connection, kept + count, _clock.TimeOf(arrival, Stopwatch.GetTimestamp()));
            return count;
        }

        if (count == 0) connection.Failure = "the server closed the connection";
        else if (Marshal.GetLastPInvokeError() is not (Again or Interrupted)) connection.Failure = $"the connection broke: {Libc.LastError}";
        return 0;
    }

    private void Take(Connection connection, int count, long arrival)
    {
        try
        {
            var used = connection.Session.Read(_buffer.AsSpan(0, count), arrival);
            connection.Kept.Set(_buffer.AsSpan(used, count - used));
            if (connection.Kept.Count == _buffer.Length) Grow();
        }
        catch (LoadException e)
        {
            connection.Failure ??= e.Message;
        }
    }

    private void Grow()
    {
        if (_buffer.Length >= MaxBuffer) throw new LoadException($"the server sent a message of more than {MaxBuffer:N0} bytes");
        _buffer = GC.AllocateUninitializedArray<byte>(2 * _buffer.Length, pinned: true);
    }

    private void EndIfFailed(Connection connection)
    {
        if (connection.Failure is not { } reason) return;
        Remove(connection, static socket => Libc.Close(socket));
        watcher.Ended(connection.Session, reason);
    }

    private static void Remove(Connection connection, Action<int> close)
    {
        if (connection.Socket == Connection.None) return;
        close(connection.Socket);
        connection.Clear();
    }
}
