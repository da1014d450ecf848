using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;
using RealtimeHub.Limits;
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
    private readonly ConnectionMeter _meter;
    private readonly bool _polls;
    private int _isGone;
    private int _isEnding;

    public ClientConnection(HubConnectionContext context, TimeProvider clock, ConnectionMeter meter)
    {
        (_context, _clock, _meter, Opened) = (context, clock, meter, clock.GetUtcNow());
        _direct = context.Features.Get<IDirectConnectionFeature>();
        _polls = _direct is null && context.Features.Get<IConnectionInherentKeepAliveFeature>() is { HasInherentKeepAlive: true };
    }

    public string Id => _context.ConnectionId;

    public string Protocol => _context.Protocol.Name;

    public int? Loop => _direct?.Loop;

    /// <summary>For how long no message has come from the client; null when it polls, and needs no other signs of life.</summary>
    public TimeSpan? Silence => _polls ? null : _meter.Silence;

    /// <summary>What other stages know of it.</summary>
    public IFeatureCollection Features => _context.Features;

    /// <summary>The user to whom it belongs; null when to none.</summary>
    public string? User { get; init; }

    /// <summary>What others see of the user, as JSON; null when nothing. A newer token may say something else.</summary>
    public string? Info { get; set; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset Opened { get; }

    /// <summary>When its token ends; null when it has none.</summary>
    public DateTimeOffset? Expires { get; set; }

    /// <summary>Whether the connection has been told to end.</summary>
    public bool IsEnding => Volatile.Read(ref _isEnding) != 0;

    /// <summary>Whether it ends or has ended: nothing need be done for it any more.</summary>
    public bool IsOver => IsEnding || Volatile.Read(ref _isGone) != 0;

    /// <summary>Called once, when the connection is gone.</summary>
    public Action? WhenGone { get; set; }

    public ValueTask WriteAsync(ClientMessage message) => _direct?.WriteAsync(message.Frame) ?? _context.WriteAsync(message.ForSignalR);

    public async Task EndAsync(CloseCode code, string reason, TimeSpan comeBackAfter)
    {
        if (Interlocked.Exchange(ref _isEnding, 1) != 0) return;
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
        Volatile.Write(ref _isEnding, 1);
        _context.Abort();
        _ = EndTransportAsync();
    }

    /// <summary>Ends the connection now, whatever is still on its way to the client.</summary>
    public void Cut()
    {
        Volatile.Write(ref _isEnding, 1);
        _context.Abort();
        CutTransport();
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
        if (Volatile.Read(ref _isGone) == 0) CutTransport();
    }

    private void CutTransport()
    {
        if (_direct is null) _context.GetHttpContext()?.Abort();
        else _direct.Abort();
        Gone();
    }

    /// <summary>Says something between the events, if the client takes it in time.</summary>
    /// <param name="message">What is said.</param>
    /// <param name="patience">How long it may take; by default as long as a goodbye.</param>
    /// <returns>False when it does not.</returns>
    public async Task<bool> TrySayAsync(HubMessage message, TimeSpan? patience = null)
    {
        try
        {
            await SayAsync(message, patience);
            return true;
        }
#pragma warning disable CA1031 // It does not read, or has gone: its connection ends for that, and not for this.
        catch
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private Task SayAsync(HubMessage message, TimeSpan? patience = null) => _context.WriteAsync(message).AsTask().WaitAsync(patience ?? GoodbyePatience, _clock);

    /// <summary>A client that polls takes what was written with its next poll, and leaves by itself when it reads that this is the end.</summary>
    private async Task LetItPollAsync()
    {
        await SayAsync(CloseMessage.Empty);
        await Task.Delay(GoodbyePatience, _clock, _context.ConnectionAborted);
    }
}
