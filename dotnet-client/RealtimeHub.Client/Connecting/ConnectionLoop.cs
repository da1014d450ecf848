using Microsoft.Extensions.Logging;
using RealtimeHub.Client.Subscriptions;

namespace RealtimeHub.Client.Connecting;

/// <summary>Connects, waits for the end, waits a little, and connects again: until it is told not to.</summary>
internal sealed class ConnectionLoop
{
    private readonly RealtimeHubClientOptions _options;
    private readonly Func<HubSession> _newSession;
    private readonly SubscriptionTable _table;
    private readonly Backoff _backoff;
    private readonly Action<ConnectionState> _setState;
    private readonly ILogger _log;
    private volatile HubSession? _session;
    private volatile CloseReason? _lastFailure;

    // Tries in a row that led to no lasting connection. Touched by the loop alone.
    private int _failures;

    public ConnectionLoop(
        RealtimeHubClientOptions options, Func<HubSession> newSession, SubscriptionTable table, Backoff backoff, Action<ConnectionState> setState, ILogger log)
    {
        (_options, _newSession, _table) = (options, newSession, table);
        (_backoff, _setState, _log) = (backoff, setState, log);
    }

    /// <summary>The connection, while there is one.</summary>
    public HubSession? Session => _session;

    /// <summary>Why the last try, or the last connection, failed.</summary>
    public CloseReason? LastFailure => _lastFailure;

    /// <summary>Runs until <paramref name="stop"/>, or until there is nothing more to try.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            Ending ending;
            do
            {
                ending = await ConnectAsync(stop);
                _lastFailure = ending.Reason;
            }
            while (MayRetry(ref ending) && await WaitAsync(ending, stop));
            Finish(ending.Reason, RealtimeHubException.FromClose(ending.Reason));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Finish(new CloseReason("The client was disposed."), error: null);
        }
    }

    /// <summary>One connection, from the try to its end.</summary>
    private async Task<Ending> ConnectAsync(CancellationToken stop)
    {
        _setState(new ConnectionState.Connecting(_failures + 1));
        await using var session = _newSession();
        if (await StartAsync(session, stop) is { } failed)
        {
            _failures++;
            return failed;
        }

        var since = _options.TimeProvider.GetUtcNow();
        _session = session;
        _table.Attach(session);
        _log.Connected();
        _setState(new ConnectionState.Connected(since));
        try
        {
            var ending = await session.Ended.WaitAsync(stop);
            var lasted = _options.TimeProvider.GetUtcNow() - since >= _options.Reconnect.MaxDelay;
            _failures = lasted ? 0 : _failures + 1;
            return ending;
        }
        finally
        {
            _session = null;
            _table.Detach();
        }
    }

    /// <returns><see langword="null"/> when connected.</returns>
    private async Task<Ending?> StartAsync(HubSession session, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(_options.AttemptTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            await session.StartAsync(either.Token);
            return null;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
        catch (Exception e) when (timeout.IsCancellationRequested)
        {
            return Ending.FromException($"No connection within {_options.AttemptTimeout.TotalSeconds:0.##} s", e);
        }
        catch (Exception e)
        {
            // Whatever it was, a later try may go better: a server that starts, a proxy that recovers, a token that is renewed.
            return session.HasEnded ? await session.Ended : Ending.FromException("No connection", e);
        }
    }

    private bool MayRetry(ref Ending ending)
    {
        if (ending.Reconnect && _failures >= _options.Reconnect.MaxAttempts)
        {
            var text = $"Gave up after {_failures} tries. {ending.Reason.Message}";
            ending = ending with { Reason = ending.Reason with { Message = text }, Reconnect = false };
        }

        return ending.Reconnect;
    }

    private async Task<bool> WaitAsync(Ending ending, CancellationToken stop)
    {
        var delay = ending.After + _backoff.Next(Math.Max(1, _failures));
        _log.WillRetry(ending.Reason.Message, delay.TotalSeconds);

        // The timer runs before the state is told, so that whoever moves the clock on seeing the state moves this timer too.
        var wait = Task.Delay(delay, _options.TimeProvider, stop);
        _setState(new ConnectionState.Waiting(_failures + 1, _options.TimeProvider.GetUtcNow() + delay, ending.Reason));
        await wait;
        return true;
    }

    private void Finish(CloseReason reason, Exception? error)
    {
        _log.Finished(reason.Message);
        _table.End(error);
        _setState(new ConnectionState.Disconnected(reason));
    }
}
