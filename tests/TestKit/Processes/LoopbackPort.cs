using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RealtimeHub.TestKit.Processes;

/// <summary>Finds ports for programs that a test starts, and starts again on the same port.</summary>
public static class LoopbackPort
{
    // Below those that the kernel gives to outgoing connections (32,768 and up): one of them could take the port while its program is down.
    private const int Lowest = 16_384;
    private const int Highest = 32_767;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>One that nobody uses at this moment, and that was not given before. At random, so that programs that look at the same time find different ones.</summary>
    public static int Next()
    {
        while (true)
            if (Random.Shared.Next(Lowest, Highest + 1) is var port && IsFree(port) && Given.TryAdd(port, true)) return port;
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
