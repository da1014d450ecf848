using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Connecting;

/// <summary>
/// One connection from start to end. Never started again: what arrives late from an old connection carries its session, and is known by it.
/// </summary>
internal sealed class HubSession : IServerMessageSink, IAsyncDisposable
{
    private readonly HubConnection _connection;
    private readonly SubscriptionTable _table;
    private readonly RealtimeHubClientOptions _options;
    private readonly TimeSync _timeSync;
    private readonly TokenRenewal? _renewal;
    private readonly CancellationTokenSource _lifetime = new();

    // Outlives its source, which is disposed while calls may still come.
    private readonly CancellationToken _gone;
    private readonly TaskCompletionSource<Ending> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _serverCloses;

    public HubSession(HubConnectionFactory factory, SubscriptionTable table, ServerClock clock, RealtimeHubClientOptions options)
    {
        (_table, _options, _gone) = (table, options, _lifetime.Token);
        _timeSync = new TimeSync(this, clock);
        _renewal = options.AccessTokenProvider is null ? null : new TokenRenewal(this, options, _gone);
        clock.Reset();
        _connection = factory.Create(this, _renewal);
        _connection.Closed += exception =>
        {
            End(Ending.FromException("The connection was lost", exception));
            return Task.CompletedTask;
        };
    }

    /// <summary>Completes when the connection has ended. Never fails.</summary>
    public Task<Ending> Ended => _ended.Task;

    public bool HasEnded => _ended.Task.IsCompleted;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _connection.StartAsync(cancellationToken);
        _renewal?.Start();
    }

    public Task SubscribeAsync(SubscribeRequest request) => RequestAsync<SubscribeAnswer>(HubNames.Subscribe, request);

    public Task UnsubscribeAsync(string topic) => RequestAsync<object?>(HubNames.Unsubscribe, topic);

    public Task<RateAnswer> SetRateAsync(string topic, RateQuestion rate) => RequestAsync<RateAnswer>(RateQuestion.Method, topic, rate);

    /// <exception cref="RealtimeHubException">The server refused, or the connection ended before the answer came.</exception>
    public async Task<TResult> InvokeAsync<TResult>(string method, object?[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.InvokeCoreAsync<TResult>(method, arguments, cancellationToken);
        }
        catch (HubException e) when (!_serverCloses)
        {
            throw RealtimeHubException.FromServer(e.Message, e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever else goes wrong with a call is the connection's fault. Ended at once, so that nobody calls again in vain.
            End(Ending.FromException("The connection was lost", e));
            throw new RealtimeHubException($"The connection ended before the answer to {method} came; the server may have done it or not.", e)
            {
                IsTemporary = true,
            };
        }
    }

    /// <summary>Waits, but not longer than the connection lasts.</summary>
    public async Task DelayAsync(TimeSpan delay) =>
        await Task.Delay(delay, _options.TimeProvider, _gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    void IServerMessageSink.OnMessage(ServerMessage message)
    {
        if (message is DisconnectingMessage goodbye)
        {
            var text = $"The server ended the connection ({goodbye.Code}): {goodbye.Reason}";
            var reason = new CloseReason(text) { Code = (CloseCode)goodbye.Code };
            End(new Ending(reason, goodbye.Reconnect, TimeSpan.FromMilliseconds(Math.Max(0, goodbye.AfterMs))));
            return;
        }

        if (message is EventMessage { Meta.Time: not null })
        {
            _timeSync.Start();
        }

        _table.OnMessage(this, message);
    }

    void IServerMessageSink.OnSubscribed(SubscribeAnswer reply) => _table.OnSubscribed(this, reply);

    void IServerMessageSink.OnClose() => _serverCloses = true;

    public async ValueTask DisposeAsync()
    {
        End(new Ending(new CloseReason("The client ended the connection.")));
        await _connection.DisposeAsync();
        _lifetime.Dispose();
    }

    /// <summary>
    /// A call without which a subscription stands still. A server that does not answer it in time is not worth waiting for, whatever else
    /// it says: the connection ends, and the next one may do better.
    /// </summary>
    private async Task<TResult> RequestAsync<TResult>(string method, params object?[] arguments)
    {
        using var timeout = new CancellationTokenSource(_options.AnswerTimeout, _options.TimeProvider);
        try
        {
            return await InvokeAsync<TResult>(method, arguments, timeout.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            var reason = new CloseReason($"The server did not answer {method} within {_options.AnswerTimeout.TotalSeconds:0.##} s.");
            End(new Ending(reason));
            throw new RealtimeHubException(reason.Message, e) { IsTemporary = true };
        }
    }

    private void End(Ending ending)
    {
        if (_ended.TrySetResult(ending))
        {
            _lifetime.Cancel();
        }
    }
}
