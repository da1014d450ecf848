using RealtimeHub.Client.Connecting;

namespace RealtimeHub.Client;

public sealed partial class RealtimeHubClient
{
    /// <inheritdoc cref="ConnectAsync(string, RealtimeHubClientOptions, CancellationToken)"/>
    public static Task<RealtimeHubClient> ConnectAsync(string address, CancellationToken cancellationToken = default) =>
        ConnectAsync(address, new RealtimeHubClientOptions(), cancellationToken);

    /// <summary>
    /// Connects, and keeps trying until <see cref="RealtimeHubClientOptions.ConnectTimeout"/> (30 s): a server that is just starting is found.
    /// Once connected, the client comes back by itself after any break.
    /// </summary>
    /// <param name="address">
    /// The server, as <c>http://localhost:5080</c>; a path that ends with a slash is the base of the hub's path <c>/hub</c>, any other path is the hub itself.
    /// </param>
    /// <param name="options">How to connect and behave.</param>
    /// <param name="cancellationToken">Stops trying. It does not end a connection that was made.</param>
    /// <exception cref="ArgumentException">The address or an option is not valid.</exception>
    /// <exception cref="RealtimeHubException">No connection in time, or the server refused for good.</exception>
    public static async Task<RealtimeHubClient> ConnectAsync(
        string address, RealtimeHubClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        var client = new RealtimeHubClient(HubAddress.Parse(address), options.Checked());
        try
        {
            await client.StartAsync(cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StateChanged += OnChange;
        try
        {
            _running = Task.Run(() => _loop.RunAsync(_stop.Token), CancellationToken.None);
            await decided.Task.WaitAsync(_options.ConnectTimeout, _options.TimeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw NoConnectionInTime();
        }
        finally
        {
            StateChanged -= OnChange;
        }

        void OnChange(object? sender, ConnectionStateChange change)
        {
            switch (change.State)
            {
                case ConnectionState.Connected:
                    decided.TrySetResult();
                    break;
                case ConnectionState.Disconnected { Reason: var reason }:
                    decided.TrySetException(RealtimeHubException.FromClose(reason));
                    break;
            }
        }
    }

    private RealtimeHubException NoConnectionInTime()
    {
        var last = _loop.LastFailure;
        return new RealtimeHubException(
            $"No connection to {_address} within {_options.ConnectTimeout.TotalSeconds:0.##} s. {last?.Message ?? "The first try is still under way."} "
            + "Check that the server runs and that the address is right, or allow more time with RealtimeHubClientOptions.ConnectTimeout.",
            last?.Exception)
        {
            IsTemporary = true,
        };
    }
}
