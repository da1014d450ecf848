using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.Transport.Tests.Support;

/// <summary>A client that sends the bytes it is told to, one packet for each call, and reads what comes as HTTP or as frames.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[65_536];
    private int _start;
    private int _end;

    private RawClient(Socket socket) => _socket = socket;

    /// <summary>Whether the connection ended with a reset, and not as it should.</summary>
    public bool WasReset { get; private set; }

    public int LocalPort => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <param name="address">The server.</param>
    /// <param name="receiveBuffer">A small one makes a client that takes little when it does not read.</param>
    public static async Task<RawClient> ConnectAsync(Uri address, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size) socket.ReceiveBufferSize = size;
        await socket.ConnectAsync(IPAddress.Loopback, address.Port, Patience.Token);
        return new RawClient(socket);
    }

    /// <summary>Connects and asks for a WebSocket.</summary>
    public static async Task<RawClient> OpenAsync(Uri endpoint, int? receiveBuffer = null, params string[] headers)
    {
        var client = await ConnectAsync(endpoint, receiveBuffer);
        var head = await client.AskAsync(UpgradeRequest(endpoint.PathAndQuery, headers));
        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head, StringComparison.OrdinalIgnoreCase);
        return client;
    }

    /// <summary>The example of the RFC, whose answer is known.</summary>
    public static string UpgradeRequest(string path, params string[] headers) =>
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n";

    /// <summary>Sends a request and reads the head of the answer.</summary>
    public async Task<string> AskAsync(string request)
    {
        await SendAsync(Encoding.ASCII.GetBytes(request));
        return await ReadHeadAsync();
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes, Patience.Token)..];
    }

    public Task SendAsync(ClientFrame frame) => SendAsync(frame.ToBytes());

    /// <summary>Sends what the server may not want to read any more.</summary>
    public async Task TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
        }
        catch (SocketException)
        {
            WasReset = true;
        }
    }

    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n") head.Append((char)(await ReadExactlyAsync(1))![0]);
        return head.ToString();
    }

    /// <summary>The next frame; null when the connection has ended.</summary>
    public async Task<ServerFrame?> ReadFrameAsync()
    {
        if (await ReadExactlyAsync(2) is not { } start) return null;
        Assert.Equal(0x80, start[0] & 0xF0);
        Assert.Equal(0, start[1] & 0x80);
        var length = start[1] switch
        {
            126 => BitConverter.ToUInt16([.. (await ReadExactlyAsync(2))!.Reverse()]),
            127 => (int)BitConverter.ToInt64([.. (await ReadExactlyAsync(8))!.Reverse()]),
            var small => small,
        };
        return new ServerFrame(start[0] & 0x0F, (await ReadExactlyAsync(length))!);
    }

    /// <summary>All frames up to the end of the connection.</summary>
    public async Task<List<ServerFrame>> ReadToEndAsync()
    {
        var frames = new List<ServerFrame>();
        while (await ReadFrameAsync() is { } frame) frames.Add(frame);
        return frames;
    }

    /// <summary>Passes over frames until the server closes, and waits for the end.</summary>
    /// <returns>The status; null when the connection ended without one.</returns>
    public async Task<int?> ReadCloseAsync() => (await ReadToEndAsync()).Find(frame => frame.Opcode == ServerFrame.CloseKind)?.Status;

    /// <summary>Passes over frames until the server closes. The connection may go on.</summary>
    /// <returns>The status; null when there is none.</returns>
    public async Task<int?> ReadFrameUntilCloseAsync()
    {
        while (true)
        {
            var frame = await ReadFrameAsync();
            if (frame is null or { Opcode: ServerFrame.CloseKind }) return frame?.Status;
        }
    }

    /// <summary>So many bytes; null when the connection has ended before the first.</summary>
    public async Task<byte[]?> ReadExactlyAsync(int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            if (_start == _end && !await FillAsync()) return done == 0 ? null : throw new EndOfStreamException($"It ended after {done} of {count} bytes.");
            var part = Math.Min(count - done, _end - _start);
            _buffer.AsSpan(_start, part).CopyTo(bytes.AsSpan(done));
            _start += part;
            done += part;
        }

        return bytes;
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndOutput() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Cuts the connection as a broken network does.</summary>
    public void Reset() => _socket.Close(timeout: 0);

    public void Dispose() => _socket.Dispose();

    private async Task<bool> FillAsync()
    {
        try
        {
            (_start, _end) = (0, await _socket.ReceiveAsync(_buffer, Patience.Token));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            WasReset = true;
            (_start, _end) = (0, 0);
        }

        return _end > 0;
    }
}
