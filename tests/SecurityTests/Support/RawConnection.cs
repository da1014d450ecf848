using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RealtimeHub.TestKit;

namespace SecurityTests.Support;

/// <summary>A TCP connection over which anything can be sent, also what no client would.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket;

    private RawConnection(Socket socket) => _socket = socket;

    public static async Task<RawConnection> OpenAsync(Uri server, IPAddress? source = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (source is not null) socket.Bind(new IPEndPoint(source, 0));
        await socket.ConnectAsync(server.Host, server.Port, Patience.Token);
        return new RawConnection(socket);
    }

    /// <summary>Opens a WebSocket to the hub, before SignalR's handshake.</summary>
    public static async Task<RawConnection> OpenWebSocketAsync(Uri server, string token, IPAddress? source = null)
    {
        var connection = await OpenAsync(server, source);
        await connection.SendAsync(Upgrade(server, $"Authorization: Bearer {token}"));
        var head = await connection.ReadHeadAsync();
        return StatusOf(head) == 101 ? connection : throw new InvalidOperationException($"No WebSocket: {head}");
    }

    /// <summary>A request for a WebSocket.</summary>
    public static string Upgrade(Uri server, params string[] headers) =>
        Request(
            server, "GET /hub", ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", .. headers]);

    /// <summary>A request without a body, such as <c>GET /hub</c>.</summary>
    public static string Request(Uri server, string line, params string[] headers) =>
        $"{line} HTTP/1.1\r\nHost: {server.Authority}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n";

    /// <summary>Sends one request on a connection of its own.</summary>
    /// <returns>The status; 0 when the connection was closed without one.</returns>
    public static async Task<int> AskAsync(Uri server, string request, IPAddress? source = null)
    {
        using var connection = await OpenAsync(server, source);
        await connection.SendAsync(request);
        return StatusOf(await connection.ReadHeadAsync());
    }

    public static int StatusOf(string head) =>
        head.Split(' ') is [_, { Length: 3 } status, ..] ? int.Parse(status, CultureInfo.InvariantCulture) : 0;

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends bytes; the other side may have closed already.</summary>
    /// <returns>Whether they could be sent.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes, Patience.Token)..];
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Reads up to the empty line that ends the head of an answer, or to the end.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await ReceiveAsync(one) > 0) head.Append((char)one[0]);
        return head.ToString();
    }

    /// <summary>Waits for whatever comes first: bytes, or the end.</summary>
    public Task ReadSomethingAsync() => ReceiveAsync(new byte[16_384]);

    /// <summary>Reads until the other side closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var all = new StringBuilder();
        var buffer = new byte[16_384];
        while (await ReceiveAsync(buffer) is > 0 and var read) all.Append(Encoding.Latin1.GetString(buffer, 0, read));
        return all.ToString();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> ReceiveAsync(byte[] buffer)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer, Patience.Token);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
