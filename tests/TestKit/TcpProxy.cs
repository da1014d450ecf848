using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.TestKit;

/// <summary>Stands between client and server, and behaves badly on demand: drops connections, stops reading from the server, reads slowly, or leaves things out.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private const int PieceSize = 16 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly Func<IProxyFilter>? _filter;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Pair, Task> _pairs = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _flow = Flowing();
    private int _accepted;
    private volatile bool _isDown;
    private volatile int _bytesPerSecond;
    private volatile byte[] _awaited = [];
    private volatile TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TcpProxy(Uri target)
        : this((target ?? throw new ArgumentNullException(nameof(target))).Port)
    {
    }

    /// <param name="port">Where the server listens on this machine.</param>
    /// <param name="filter">Makes what decides for each connection what the client gets; without one it gets everything.</param>
    public TcpProxy(int port, Func<IProxyFilter>? filter = null)
    {
        (_target, _filter) = (new IPEndPoint(IPAddress.Loopback, port), filter);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections have come to it.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public Uri Hub => new($"http://127.0.0.1:{Port}{Contracts.HubNames.Path}");

    /// <summary>How much of what the server sends is passed on in a second, on each connection; 0 for no limit.</summary>
    public int BytesPerSecond
    {
        get => _bytesPerSecond;
        set => _bytesPerSecond = value;
    }

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
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The listener was closed; between two connections it says so by being in the wrong state.
        }
    }

    private async Task PairAsync(Socket client)
    {
        Interlocked.Increment(ref _accepted);
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

        var pair = new Pair(client, server);
        _pairs[pair] = Task.WhenAll(GuardAsync(pair, PumpAsync(client, server)), GuardAsync(pair, PumpBackAsync(server, client)));
        if (_isDown) DropAll();
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[PieceSize];
        while (await from.ReceiveAsync(buffer) is var count and > 0) await SendAsync(to, buffer.AsMemory(0, count));
        to.Shutdown(SocketShutdown.Send);
    }

    /// <summary>
    /// Passes on what the server sends. While that is held back, it reads on until it holds the awaited text: the end of an earlier answer
    /// may come in a piece of its own before it. Then it reads nothing more, as a client that does not read.
    /// </summary>
    private async Task PumpBackAsync(Socket server, Socket client)
    {
        var buffer = new byte[PieceSize];
        var held = new ArrayBufferWriter<byte>();
        var filter = _filter?.Invoke();
        while (true)
        {
            var receiving = server.ReceiveAsync(buffer);
            if (held.WrittenCount > 0 && await Task.WhenAny(receiving, _flow.Task) != receiving) await ReleaseAsync(held, client);
            var count = await receiving;
            if (count == 0) break;
            if (filter is null) held.Write(buffer.AsSpan(0, count));
            else filter.Take(buffer.AsSpan(0, count), held);
            var flow = _flow.Task;
            if (!flow.IsCompleted && held.WrittenSpan.IndexOf(_awaited) < 0) continue;
            if (!flow.IsCompleted) _held.TrySetResult();
            await flow;
            await ReleaseAsync(held, client);
        }

        await _flow.Task;
        await ReleaseAsync(held, client);
        client.Shutdown(SocketShutdown.Send);
    }

    private async Task ReleaseAsync(ArrayBufferWriter<byte> held, Socket client)
    {
        await SendAsync(client, held.WrittenMemory);
        var time = _bytesPerSecond is > 0 and var rate ? TimeSpan.FromSeconds((double)held.WrittenCount / rate) : TimeSpan.Zero;
        held.ResetWrittenCount();
        if (time > TimeSpan.Zero) await Task.Delay(time, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        for (var sent = 0; sent < bytes.Length;) sent += await to.SendAsync(bytes[sent..]);
    }

    /// <summary>Runs one direction of a pair. When it breaks, both ends do.</summary>
    private static async Task GuardAsync(Pair pair, Task pump)
    {
        try
        {
            await pump;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            pair.Client.Dispose();
            pair.Server.Dispose();
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
