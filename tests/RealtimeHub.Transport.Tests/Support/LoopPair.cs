using System.Net;
using System.Net.Sockets;
using RealtimeHub.Transport.Sockets;

namespace RealtimeHub.Transport.Tests.Support;

/// <summary>A connection of which one end is a loop's, and the other a client that does as it is told.</summary>
internal sealed class LoopPair : IDisposable
{
    private LoopPair(LoopSocket server, Socket client) => (Server, Client) = (server, client);

    public LoopSocket Server { get; }

    public Socket Client { get; }

    /// <param name="loop">Serves it.</param>
    /// <param name="owner">Is told what comes.</param>
    /// <param name="buffers">Sizes for those of the kernel, to fill them soon.</param>
    public static async Task<LoopPair> OpenAsync(TestLoop loop, ISocketOwner owner, int? buffers = null)
    {
        var (file, client) = await ConnectAsync(buffers);
        var socket = await loop.DoAsync(() => LoopSocket.Open(file, loop.Loop, owner));
        return new LoopPair(socket!, client);
    }

    /// <summary>Reads so many bytes.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var part = await Client.ReceiveAsync(bytes.AsMemory(done), Patience.Token);
            Assert.NotEqual(0, part);
            done += part;
        }

        return bytes;
    }

    public void Dispose()
    {
        Server.Close();
        Client.Dispose();
    }

    /// <summary>A connection: the server's end as the bare descriptor that a loop takes over.</summary>
    private static async Task<(int File, Socket Client)> ConnectAsync(int? buffers)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (buffers is { } size) client.ReceiveBufferSize = size;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await client.ConnectAsync(listener.LocalEndPoint!, Patience.Token);
        var server = await listener.AcceptAsync(Patience.Token);
        server.Blocking = false;
        server.NoDelay = true;
        if (buffers is { } same) server.SendBufferSize = same;
        var file = (int)server.SafeHandle.DangerousGetHandle();
        server.SafeHandle.SetHandleAsInvalid();
        return (file, client);
    }
}
