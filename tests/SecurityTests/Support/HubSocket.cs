using System.Net.WebSockets;
using System.Text;
using RealtimeHub.TestKit;

namespace SecurityTests.Support;

/// <summary>A WebSocket to the hub over which any message can be sent.</summary>
internal sealed class HubSocket : IDisposable
{
    public const string Json = """{"protocol":"json","version":1}""" + End;

    /// <summary>Ends each message of SignalR's JSON.</summary>
    public const string End = "\u001e";

    private readonly ClientWebSocket _socket = new();

    private HubSocket()
    {
    }

    /// <summary>How the server closed, once it has.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>Opens one on which nothing was said yet.</summary>
    public static async Task<HubSocket> OpenAsync(Uri hub, string token)
    {
        var socket = new HubSocket();
        socket._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket._socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, Patience.Token);
        return socket;
    }

    /// <summary>Opens one on which hub messages can be sent, in JSON.</summary>
    public static async Task<HubSocket> OpenJsonAsync(Uri hub, string token)
    {
        var socket = await OpenAsync(hub, token);
        await socket.SendAsync(Json);
        await socket.ReadAsync();
        return socket;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Sends one message; the other side may have closed already.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        try
        {
            await _socket.SendAsync(bytes, type, endOfMessage: true, Patience.Token);
        }
        catch (WebSocketException)
        {
            // What it was closed with is seen by reading.
        }
    }

    /// <summary>What comes next; nothing when the server has closed.</summary>
    public async Task<string> ReadAsync()
    {
        try
        {
            var buffer = new byte[16_384];
            var received = await _socket.ReceiveAsync(buffer, Patience.Token);
            return received.MessageType == WebSocketMessageType.Close ? "" : Encoding.UTF8.GetString(buffer, 0, received.Count);
        }
        catch (WebSocketException)
        {
            return "";
        }
    }

    /// <summary>Reads until a text was seen.</summary>
    public async Task<string> ReadToAsync(string text)
    {
        var all = new StringBuilder();
        while (!all.ToString().Contains(text, StringComparison.Ordinal))
        {
            if (await ReadAsync() is not { Length: > 0 } read) throw new InvalidOperationException($"'{text}' never came, but: {all}");
            all.Append(read);
        }

        return all.ToString();
    }

    /// <summary>Everything until the server closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var all = new StringBuilder();
        while (await ReadAsync() is { Length: > 0 } read) all.Append(read);
        return all.ToString();
    }

    public void Dispose() => _socket.Dispose();
}
