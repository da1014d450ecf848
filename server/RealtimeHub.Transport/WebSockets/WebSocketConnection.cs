using System.Buffers.Binary;
using Microsoft.AspNetCore.Connections;
using RealtimeHub.Transport.Connections;
using RealtimeHub.Transport.Loops;
using RealtimeHub.Transport.Sockets;

namespace RealtimeHub.Transport.WebSockets;

/// <summary>
/// A WebSocket on a socket of a loop: frames, pings and the closing handshake. What a message is good for is up to who derives from it.
/// Everything is touched by the loop alone, except where noted.
/// </summary>
internal abstract class WebSocketConnection : LoopConnection, ISocketOwner, IFrameSink, ITicked, ILoopWork
{
    /// <summary>So many pings that come at once are answered one by one. Of more the newest is: each answer is a call of the kernel, and the others of the loop wait meanwhile.</summary>
    private const int PongsInARow = 16;

    private readonly WebSocketLimits _limits;
    private FrameParser _parser;
    private Utf8Check _text;
    private long _messageBytes;
    private byte[]? _pong;
    private bool _isPongUnderWay;
    private int _pongsInARow;
    private long _closingSince;
    private bool _isTicked;
    private bool _isInputOver;
    private bool _isDeaf;

    // Written by the thread that closes.
    private int _isClosing;

    // Read on any thread.
    private long _lastHeard;

    protected WebSocketConnection(LoopSocket socket, WebSocketLimits limits)
    {
        Socket = socket;
        _limits = limits;
        _lastHeard = limits.Clock.GetTimestamp();
    }

    public WheelPlace Place { get; set; }

    public abstract bool WantsInput { get; }

    bool ISocketOwner.WantsInput => _isInputOver || WantsInput;

    /// <summary>For how long nothing has come, not even a ping. May be asked on any thread.</summary>
    public TimeSpan Silence => _limits.Clock.GetElapsedTime(Volatile.Read(ref _lastHeard));

    protected LoopSocket Socket { get; }

    /// <summary>When anything came last. May be asked on any thread.</summary>
    protected long LastHeard => Volatile.Read(ref _lastHeard);

    /// <summary>Whether somebody has begun to close. May be asked on any thread.</summary>
    protected bool IsClosing => Volatile.Read(ref _isClosing) != 0;

    /// <summary>Whether the connection is looked at once a second all the time, and not just while it closes.</summary>
    protected virtual bool IsWatched => _limits.IdleTimeout != Timeout.InfiniteTimeSpan;

    /// <summary>Takes the socket over from who had it, with what he has not read. On the loop.</summary>
    public void Begin(Span<byte> unread)
    {
        Socket.Owner = this;
        if (Socket.IsOver)
        {
            Closed();
            return;
        }

        if (IsWatched) Watch();
        if (!unread.IsEmpty) Received(unread);
        if (Socket.IsInputOver) InputEnded();
        else Socket.ReadOn();
    }

    public void Received(Span<byte> data)
    {
        Volatile.Write(ref _lastHeard, _limits.Clock.GetTimestamp());
        if (_isDeaf) return;
        _pongsInARow = 0;
        var wrong = _parser.Feed(data, this);
        SendNewestPong();
        if (wrong != CloseStatus.None) Fail(wrong);
        else if (!_isInputOver) AllReceived();
    }

    public void InputEnded()
    {
        EndInput();
        Socket.Close();
    }

    public virtual void Closed()
    {
        EndInput();
        if (_isTicked) Socket.Loop.RemoveTicked(this);
        _isTicked = false;
    }

    CloseStatus IFrameSink.Data(ReadOnlySpan<byte> payload, bool isText, bool endsMessage)
    {
        if (_isInputOver) return CloseStatus.None;
        _messageBytes += payload.Length;
        if (_messageBytes > _limits.MaxMessageBytes) return CloseStatus.TooBig;
        if (endsMessage) _messageBytes = 0;
        if (isText && (!_text.Add(payload) || (endsMessage && !_text.End()))) return CloseStatus.InvalidText;
        OnData(payload, isText, endsMessage);
        return CloseStatus.None;
    }

    void IFrameSink.Ping(ReadOnlySpan<byte> payload)
    {
        // The answer to the newest ping is enough (RFC 6455, section 5.5.3): nobody can pile up pongs by not reading them.
        var pong = FrameHead.Frame(Opcode.Pong, payload);
        if (_isPongUnderWay || _pongsInARow++ >= PongsInARow) _pong = pong;
        else SendPong(pong);
    }

    void IFrameSink.Pong()
    {
        // A sign of life, and that was noted.
    }

    void IFrameSink.Close(CloseStatus status)
    {
        // Taken before the hub hears of the end, or it might close for another reason first. A close without a status is a normal one: SignalR's clients send it when they stop, and the hub may end with 1000 at the same moment.
        var answer = CloseFrame(status == CloseStatus.None ? CloseStatus.Normal : status);
        var isOver = Interlocked.Exchange(ref _isClosing, 1) != 0 || Socket.SendLast(answer, new LastWords(Socket)) == SendResult.Done;
        EndInput();
        if (isOver)
        {
            // Both have said it, and it is the server that ends the connection.
            Socket.Close();
            return;
        }

        StartPatience();
    }

    /// <summary>Closes as a server does: says so, and waits a while for the client to say the same. May be called on any thread; counts once.</summary>
    public void Close(CloseStatus status)
    {
        if (Interlocked.Exchange(ref _isClosing, 1) != 0) return;
        _ = Socket.SendLast(CloseFrame(status), waiter: null);
        Socket.Loop.Post(this);
    }

    /// <summary>On the loop, after <see cref="Close"/>.</summary>
    public void Run()
    {
        EndInput();
        StartPatience();
        Socket.ReadOn();
    }

    public void Tick()
    {
        var limits = _limits;
        if (_closingSince != 0)
        {
            if (limits.Clock.GetElapsedTime(_closingSince) >= limits.CloseTimeout) Socket.Abort();
            return;
        }

        if (limits.IdleTimeout != Timeout.InfiniteTimeSpan && Silence >= limits.IdleTimeout) Close(CloseStatus.GoingAway);
        else OnSecond();
    }

    public override void Abort(ConnectionAbortedException abortReason) => Socket.Abort();

    /// <summary>A part of a message.</summary>
    protected abstract void OnData(ReadOnlySpan<byte> payload, bool isText, bool endsMessage);

    /// <summary>All that came at once has been given to <see cref="OnData"/>.</summary>
    protected abstract void AllReceived();

    /// <summary>Nothing more comes. Called once.</summary>
    protected abstract void InputOver();

    /// <summary>Called once a second when the connection is watched.</summary>
    protected virtual void OnSecond()
    {
    }

    /// <summary>The client breaks the rules: it is told how, and not listened to any more.</summary>
    private void Fail(CloseStatus status)
    {
        _isDeaf = true;
        if (Interlocked.Exchange(ref _isClosing, 1) == 0 && Socket.SendLast(CloseFrame(status), new LastWords(Socket)) == SendResult.Done) Socket.EndOutput();
        EndInput();

        // Closing with unread bytes would be a reset, which may overtake the close frame.
        StartPatience();
    }

    private void EndInput()
    {
        if (_isInputOver) return;
        _isInputOver = true;
        InputOver();
    }

    private void StartPatience()
    {
        if (_closingSince != 0 || Socket.IsClosed) return;
        _closingSince = Math.Max(1, _limits.Clock.GetTimestamp());
        Watch();
    }

    private void Watch()
    {
        if (_isTicked) return;
        _isTicked = true;
        Socket.Loop.AddTicked(this);
    }

    private static byte[] CloseFrame(CloseStatus status)
    {
        Span<byte> payload = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        return FrameHead.Frame(Opcode.Close, payload);
    }

    private void SendNewestPong()
    {
        if (_isPongUnderWay || _pong is not { } newest) return;
        _pong = null;
        SendPong(newest);
    }

    private void SendPong(byte[] pong) => _isPongUnderWay = Socket.Send([], pong, new LatePong(this)) == SendResult.Pending;

    /// <summary>A pong that was sent late; perhaps there is a newer one by now. What was taken is told on the loop.</summary>
    private sealed class LatePong(WebSocketConnection connection) : ISendWaiter
    {
        public void Finished(bool taken)
        {
            if (!taken) return;
            connection._isPongUnderWay = false;
            connection.SendNewestPong();
        }
    }

    /// <summary>A close frame that was sent late ends the connection's output.</summary>
    private sealed class LastWords(LoopSocket socket) : ISendWaiter
    {
        public void Finished(bool taken) => socket.EndOutput();
    }
}
