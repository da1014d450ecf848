using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Connections;

/// <summary>One connection of a slow client, from its beginning to its end. There are few of them, so it is written for reading.</summary>
internal sealed class SlowConnection(EventFormat format, SlowLedger ledger, ReadPace pace) : IDisposable
{
    // Small buffers, so that it shows soon when nobody reads.
    private const int KernelBuffer = 8_192;
    private const int BufferSize = 4_096;
    private const int Tcp = 6;
    private const int TcpMaxSegment = 2;
    private const int SegmentSize = 1_460;
    private static readonly TimeSpan PaceTick = TimeSpan.FromMilliseconds(200);

    private readonly Socket _socket = NewSocket();
    private readonly byte[] _buffer = new byte[BufferSize];

    private FrameReader _frames;
    private RecordReader _records;
    private bool _upgraded;
    private volatile bool _live;
    private volatile bool _broken;

    /// <summary>Whether it has subscribed: only then is it slow, and pings.</summary>
    public bool IsLive => _live;

    /// <summary>Connects, subscribes, and reads at its pace until the connection ends.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="LoadException">The server refused it, or sent what makes no sense.</exception>
    public async Task RunAsync(IPEndPoint server, Action whenLive, CancellationToken stop)
    {
        await _socket.ConnectAsync(server, stop);
        await _socket.SendAsync(ClientFrames.Upgrade(server), stop);
        for (var kept = 0; ;)
        {
            var permitted = await PermittedAsync(BufferSize - kept, stop);
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(kept, permitted), stop);
            if (received == 0) return;
            if (_live) pace.HasRead(received);
            var wasLive = _live;
            kept = Take(kept + received);
            if (_live && !wasLive) whenLive();
        }
    }

    /// <summary>A client that does not read still says that it is there.</summary>
    public void SendPing()
    {
        if (_live) Send(ClientFrames.Ping);
    }

    public void Dispose() => _socket.Dispose();

    private static Socket NewSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = KernelBuffer };

        // The kernel of the server keeps some segments for a client that does not read. On the loopback interface a segment has
        // 64 KiB, which would make megabytes of it; this is the size that networks have.
        socket.SetRawSocketOption(Tcp, TcpMaxSegment, BitConverter.GetBytes(SegmentSize));
        return socket;
    }

    private async ValueTask<int> PermittedAsync(int room, CancellationToken stop)
    {
        if (!_live) return room;
        while (true)
        {
            if (pace.Permitted(room) is > 0 and var permitted) return permitted;
            await Task.Delay(PaceTick, TimeProvider.System, stop);
            if (_broken || _socket.Poll(0, SelectMode.SelectError)) throw new SocketException((int)SocketError.ConnectionReset);
        }
    }

    private int Take(int count)
    {
        ReadOnlySpan<byte> input = _buffer.AsSpan(0, count);
        if (_upgraded || TakeUpgrade(ref input))
            while (_frames.TryRead(ref input, out var kind, out var payload)) TakeFrame(kind, payload);
        input.CopyTo(_buffer);
        return input.Length;
    }

    private bool TakeUpgrade(ref ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        if (!input.StartsWith("HTTP/1.1 101"u8)) throw new RefusedException();
        input = input[(end + 4)..];
        _upgraded = true;
        Send(ClientFrames.Handshake);
        Send(ledger.Position is var (epoch, offset) ? ClientFrames.Subscribe(format.Topic, epoch, offset) : ClientFrames.Subscribe(format.Topic));
        return true;
    }

    private void TakeFrame(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind == FrameKind.Ping) Send(ClientFrames.Pong(payload));
        if (kind >= FrameKind.Close) return;
        while (_records.TryRead(ref payload, out var record))
        {
            if (format.TryRead(record, out var offset, out _)) ledger.Event(offset);
            else TakeOther(OtherMessage.Read(record));
        }
    }

    private void TakeOther(OtherMessage message)
    {
        switch (message)
        {
            case { Type: OtherMessage.Completion, Error: { } error }:
                throw new LoadException($"the server refused a slow client: {error}");
            case { Type: OtherMessage.Completion, Result: { } reply }:
                ledger.Subscribed(Text(reply, "epoch"), reply.GetProperty("offset").GetInt64(), ledger.Position is null ? null : IsTrue(reply, "recovered"));
                _live = true;
                break;
            case { Target: "gap", Arguments: [_, var from, var to, ..] }:
                ledger.Gap(from.GetInt64(), to.GetInt64());
                break;
            case { Target: "disconnecting", Arguments: [var code, ..] }:
                ledger.Told(code.GetInt32());
                break;
            default:
                break;
        }
    }

    private void Send(byte[] frame)
    {
        try
        {
            _socket.Send(frame);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _broken = true; // the loop sees it, when it does not read; a read fails by itself
        }
    }

    private static string? Text(JsonElement reply, string name) => reply.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool IsTrue(JsonElement reply, string name) => reply.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}

/// <summary>The server did not let a client in; it may try again.</summary>
internal sealed class RefusedException() : Exception("no upgrade");
