using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RealtimeHub.Transport.Loops;
using RealtimeHub.Transport.Native;

namespace RealtimeHub.Transport.Http;

/// <summary>Takes the new connections of a listening socket, on the first loop, and spreads them over all. A connection stays on its loop.</summary>
internal sealed partial class Acceptor : ISocketWatcher, ILoopWork, ITicked
{
    /// <summary>After so many connections the others of the loop have their turn. The notice comes again while somebody waits.</summary>
    private const int InARow = 64;

    private readonly int _file;
    private readonly IReadOnlyList<EventLoop> _loops;
    private readonly EventLoop _loop;
    private readonly HttpConnectionSettings _settings;
    private readonly ChannelWriter<HttpConnection> _accepted;
    private readonly ILogger _logger;
    private readonly EndPoint? _local;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Touched only by the loop, except the wish to stop.
    private ulong? _tag;
    private bool _isResting;
    private int _next;
    private volatile bool _isStopping;

    public Acceptor(Socket socket, IReadOnlyList<EventLoop> loops, HttpConnectionSettings settings, ChannelWriter<HttpConnection> accepted, ILogger logger)
    {
        (_loops, _loop, _settings, _accepted, _logger) = (loops, loops[0], settings, accepted, logger);
        _file = (int)socket.SafeHandle.DangerousGetHandle();
        _local = socket.LocalEndPoint;
    }

    WheelPlace ITicked.Place { get; set; }

    public void Start() => _loop.Post(this);

    /// <summary>Takes no connection any more.</summary>
    public Task StopAsync()
    {
        _isStopping = true;
        _loop.Post(this);
        return _stopped.Task;
    }

    public void Run()
    {
        if (!_isStopping)
        {
            Listen();
            return;
        }

        if (_tag is { } tag) _loop.Unwatch(_file, tag);
        if (_isResting) _loop.RemoveTicked(this);
        (_tag, _isResting) = (null, false);
        _stopped.TrySetResult();
    }

    public void Notice(uint events)
    {
        for (var i = 0; i < InARow && !_isStopping && TryAccept(); i++)
        {
        }
    }

    public void LoopEnds() => _stopped.TrySetResult();

    /// <summary>A second has passed since the process was out of descriptors.</summary>
    public void Tick()
    {
        _isResting = false;
        _loop.RemoveTicked(this);
        Listen();
    }

    private void Listen()
    {
        _tag = _loop.Watch(_file, this, LinuxNumbers.Readable);
        if (_tag is null) Rest();
    }

    /// <returns>False when nobody waits.</returns>
    private unsafe bool TryAccept()
    {
        var address = stackalloc byte[PeerAddress.MaxSize];
        uint length = PeerAddress.MaxSize;
        var file = Libc.Accept(_file, address, &length, LinuxNumbers.NonBlockingCloseOnExec);
        if (file < 0) return GoesOnAfter(Libc.LastError);
        var one = 1;
        _ = Libc.SetOption(file, LinuxNumbers.LevelTcp, LinuxNumbers.OptionNoDelay, &one, sizeof(int));
        var remote = PeerAddress.Read(new ReadOnlySpan<byte>(address, (int)Math.Min(length, PeerAddress.MaxSize)));
        Place(new NewConnection(file, _loops[_next], _settings, _local, remote, _accepted));
        _next = (_next + 1) % _loops.Count;
        return true;
    }

    private void Place(NewConnection connection)
    {
        if (connection.Loop == _loop) connection.Run();
        else connection.Loop.Post(connection);
    }

    private bool GoesOnAfter(int error)
    {
        switch (error)
        {
            case LinuxNumbers.Again:
                return false;
            case LinuxNumbers.TooManyFiles or LinuxNumbers.TooManyFilesInSystem or LinuxNumbers.OutOfMemory or LinuxNumbers.NoBuffers:
                Rest();
                return false;
            default:
                // The client has gone before it was taken.
                return true;
        }
    }

    /// <summary>There is no descriptor for another connection. Those who wait stay in the queue of the kernel until there is.</summary>
    private void Rest()
    {
        LogNoDescriptors();
        if (_tag is { } tag) _loop.Unwatch(_file, tag);
        (_tag, _isResting) = (null, true);
        _loop.AddTicked(this);
    }

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning,
        Message = "The process has no descriptor left for a new connection; it tries again every second. Raise the limit of open files (ulimit -n), or lower RealtimeHub:Connections:MaxConnections.")]
    private partial void LogNoDescriptors();
}
