using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;
using RealtimeHub.Transport.Hubs;

namespace RealtimeHub.Connections;

/// <summary>A client of the hub.</summary>
internal sealed class ClientConnection : IClientConnection
{
    /// <summary>How long a client that does not read may hold up its own end, at each step of it.</summary>
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(2);

    private readonly HubConnectionContext _context;
    private readonly IDirectConnectionFeature? _direct;
    private readonly TimeProvider _clock;
    private int _isGone;

    public ClientConnection(HubConnectionContext context, TimeProvider clock)
    {
        (_context, _clock) = (context, clock);
        _direct = context.Features.Get<IDirectConnectionFeature>();
    }

    public string Id => _context.ConnectionId;

    public string Protocol => _context.Protocol.Name;

    public int? Loop => _direct?.Loop;

    /// <summary>When the client was last heard of, over SignalR's own transport; null when it polls, and needs no other signs of life.</summary>
    public HeardInput? Heard { get; init; }

    /// <summary>For how long nothing has come from the client; null when it polls.</summary>
    public TimeSpan? Silence => _direct?.Silence ?? Heard?.Silence;

    /// <summary>Whether the request that opened the connection holds a place below the limit for it. A client that polls, or reads a stream, has none.</summary>
    public bool HoldsLease => _direct is not null || _context.Features.Get<IHttpTransportFeature>() is { TransportType: HttpTransportType.WebSockets };

    /// <summary>Whether the connection has been told to end.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Called once, when the connection is gone.</summary>
    public Action? WhenGone { get; set; }

    public ValueTask WriteAsync(ClientMessage message) => _direct?.WriteAsync(message.Frame) ?? _context.WriteAsync(message.ForSignalR);

    public async Task EndAsync(CloseCode code, string reason, TimeSpan comeBackAfter)
    {
        if (IsEnding) return;
        IsEnding = true;
        var goodbye = new InvocationMessage(HubNames.Disconnecting, [(int)code, reason, code.MayReconnect(), (long)comeBackAfter.TotalMilliseconds]);
        try
        {
            await SayAsync(goodbye);
            if (Silence is null) await LetItPollAsync();
        }
#pragma warning disable CA1031 // The connection ends anyway; its own events say how.
        catch
#pragma warning restore CA1031
        {
            // It could not be told.
        }

        Abort();
    }

    public void Abort()
    {
        IsEnding = true;
        _context.Abort();
        _ = EndTransportAsync();
    }

    /// <summary>The connection is gone: SignalR says so, or it has had its time. Only the first call counts.</summary>
    public void Gone()
    {
        if (Interlocked.Exchange(ref _isGone, 1) == 0) WhenGone?.Invoke();
    }

    /// <summary>
    /// SignalR waits until its last write is done, and that may be for ever: a client that does not read takes none. So its
    /// socket is closed, and in any case nothing is kept for it any more.
    /// </summary>
    private async Task EndTransportAsync()
    {
        await Task.Delay(GoodbyePatience, _clock);
        if (Volatile.Read(ref _isGone) != 0) return;
        if (_direct is null) _context.GetHttpContext()?.Abort();
        else _direct.Abort();
        Gone();
    }

    private Task SayAsync(HubMessage message) => _context.WriteAsync(message).AsTask().WaitAsync(GoodbyePatience, _clock);

    /// <summary>A client that polls takes what was written with its next poll, and leaves by itself when it reads that this is the end.</summary>
    private async Task LetItPollAsync()
    {
        await SayAsync(CloseMessage.Empty);
        await Task.Delay(GoodbyePatience, _clock, _context.ConnectionAborted);
    }
}
