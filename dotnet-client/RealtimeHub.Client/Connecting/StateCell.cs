using Microsoft.Extensions.Logging;

namespace RealtimeHub.Client.Connecting;

/// <summary>The one place that holds the connection's state. Only the loop writes it, so changes are told in order.</summary>
internal sealed class StateCell
{
    private readonly ILogger _log;
    private volatile ConnectionState _current = new ConnectionState.Connecting(1);

    public StateCell(ILogger log) => _log = log;

    public event EventHandler<ConnectionStateChange>? Changed;

    public ConnectionState Current => _current;

    public void Set(object sender, ConnectionState next)
    {
        var change = new ConnectionStateChange(next, _current);
        _current = next;
        foreach (var handler in Delegate.EnumerateInvocationList(Changed))
        {
            Tell(handler, sender, change);
        }
    }

    private void Tell(EventHandler<ConnectionStateChange> handler, object sender, ConnectionStateChange change)
    {
        try
        {
            handler(sender, change);
        }
        catch (Exception e)
        {
            // One handler that fails must cost neither the connection nor the other handlers.
            _log.StateHandlerFailed(e);
        }
    }
}
