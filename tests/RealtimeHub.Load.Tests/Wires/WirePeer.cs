using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeHub.Load.Tests.Wires;

/// <summary>One connection of the load tool, as its server sees it.</summary>
internal sealed class WirePeer(Socket socket) : IDisposable
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public string Request { get; private set; } = "";

    public IPAddress From => ((IPEndPoint)socket.RemoteEndPoint!).Address;

    public async Task ReadRequestAsync()
    {
        socket.NoDelay = true;
        var buffer = new byte[1];
        var request = new StringBuilder();
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await socket.ReceiveAsync(buffer) == 0) return;
            request.Append((char)buffer[0]);
        }

        Request = request.ToString();
    }

    public Task UpgradeAsync() => SendAsync(UpgradeAnswer());

    public byte[] UpgradeAnswer()
    {
        var key = Request.Split("Sec-WebSocket-Key: ")[1].Split('\r')[0];
#pragma warning disable CA5350 // the protocol wants it
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));
#pragma warning restore CA5350
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
    }

    public async Task SendAsync(params byte[][] parts)
    {
        foreach (var part in parts)
            for (var sent = 0; sent < part.Length;) sent += await socket.SendAsync(part.AsMemory(sent), Patience.Token);
    }

    /// <summary>Sends each byte on its own.</summary>
    public Task SendBytewiseAsync(byte[] bytes) => SendAsync([.. bytes.Select(one => new[] { one })]);

    /// <summary>The next so many bytes that the tool sent.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        var buffer = new byte[count];
        for (var received = 0; received < count;)
        {
            var more = await socket.ReceiveAsync(buffer.AsMemory(received), Patience.Token);
            if (more == 0) throw new EndOfStreamException();
            received += more;
        }

        return buffer;
    }

    /// <summary>Waits until the tool ends the connection.</summary>
    /// <returns>How it did: with a reset, or properly.</returns>
    public async Task<SocketError> EndedAsync()
    {
        try
        {
            while (await socket.ReceiveAsync(new byte[64], Patience.Token) > 0)
            {
                // What it still sends does not matter.
            }

            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    /// <summary>Sends until nobody takes any more.</summary>
    /// <returns>How much was taken.</returns>
    public long Fill(byte[] bytes)
    {
        socket.Blocking = false;
        for (var sent = 0L; ;)
        {
            sent += socket.Send(bytes, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock) return sent;
        }
    }

    /// <summary>Ends it properly: what was sent before is still there to be read.</summary>
    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends it with a reset.</summary>
    public void Break()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();
}
