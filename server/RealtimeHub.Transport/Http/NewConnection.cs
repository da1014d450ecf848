using System.Net;
using System.Threading.Channels;
using RealtimeHub.Transport.Loops;

namespace RealtimeHub.Transport.Http;

/// <summary>A descriptor on its way to the loop that will serve it.</summary>
internal sealed class NewConnection(
    int file, EventLoop loop, HttpConnectionSettings settings, EndPoint? local, EndPoint? remote, ChannelWriter<HttpConnection> accepted) : ILoopWork
{
    public EventLoop Loop => loop;

    public void Run()
    {
        if (HttpConnection.Open(file, loop, settings, local, remote) is { } connection && !accepted.TryWrite(connection)) connection.Abort();
    }
}
