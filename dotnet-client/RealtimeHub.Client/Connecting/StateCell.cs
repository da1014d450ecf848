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
        try
        {
            Changed?.Invoke(sender, change);
        }
        catch (Exception e)
        {
            // The application's handler must not cost the application its connection.
            _log.StateHandlerFailed(e);
        }
    }
}
