using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.TestKit;

/// <summary>Stands between client and server, and behaves badly on demand: drops connections, or stops reading from the server.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Pair, Task> _pairs = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _flow = Flowing();
    private volatile bool _isDown;
    private volatile byte[] _awaited = [];
    private volatile TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TcpProxy(Uri target)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = new IPEndPoint(IPAddress.Loopback, target.Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Hub => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{Contracts.HubNames.Path}");

    /// <summary>Cuts all connections as a broken network does: with a reset, without a close.</summary>
    public void DropAll()
    {
        foreach (var pair in _pairs.Keys) pair.Reset();
    }

    /// <summary>Cuts all connections, and those that are opened meanwhile, until the client has noticed: one that polls may be between two of its polls.</summary>
    public async Task DropUntilAsync(Task noticed)
    {
        _isDown = true;
        DropAll();
        await noticed;
        _isDown = false;
    }

    /// <summary>Passes on nothing more of what the server sends; the client is as one that does not read.</summary>
    /// <param name="awaited">A text in what <see cref="HoldsSomethingAsync"/> waits for. There may be an answer on its way that nobody waits for.</param>
    public void StopReading(string awaited = "")
    {
        _awaited = Encoding.UTF8.GetBytes(awaited);
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _flow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Completes when the server has sent something that is held back, with the awaited text in it.</summary>
    public Task HoldsSomethingAsync() => _held.Task.WaitAsync(Patience.Token);

    public void GoOnReading() => _flow.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        GoOnReading();
        DropAll();
        await _accepting;
        await Task.WhenAll(_pairs.Values);
        _stop.Dispose();
    }

    private static TaskCompletionSource Flowing()
    {
        var flow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        flow.SetResult();
        return flow;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) await PairAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task PairAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 64 * 1024 };
        try
        {
            await server.ConnectAsync(_target, _stop.Token);
        }
        catch (SocketException)
        {
            // A server that does not listen refuses its clients, so this does.
            new Pair(client, server).Reset();
            return;
        }

        _pairs[new Pair(client, server)] =
            Task.WhenAll(PumpAsync(client, server, _ => Task.CompletedTask), PumpAsync(server, client, PassAsync));
        if (_isDown) DropAll();
    }

    private Task PassAsync(ReadOnlyMemory<byte> bytes)
    {
        var flow = _flow.Task;
        if (!flow.IsCompleted && bytes.Span.IndexOf(_awaited) >= 0) _held.TrySetResult();
        return flow;
    }

    private static async Task PumpAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, Task> mayPass)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer);
                if (count == 0) break;
                await mayPass(buffer.AsMemory(0, count));
                for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            from.Dispose();
            to.Dispose();
        }
    }

    private sealed record Pair(Socket Client, Socket Server)
    {
        public void Reset()
        {
            // Closing without waiting discards what is unsent and sends a reset.
            Client.Close(timeout: 0);
            Server.Close(timeout: 0);
        }
    }
}
