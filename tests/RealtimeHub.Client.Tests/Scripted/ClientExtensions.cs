namespace RealtimeHub.Client.Tests.Scripted;

internal static class ClientExtensions
{
    /// <summary>Comes back at once after a break.</summary>
    public static RealtimeHubClientOptions Eager { get; } = new()
    {
        Reconnect = new ReconnectOptions { MinDelay = TimeSpan.FromTicks(1), MaxDelay = TimeSpan.FromTicks(1) },
    };

    public static Task<RealtimeHubClient> ConnectAsync(this ScriptedServer server, RealtimeHubClientOptions? options = null) =>
        RealtimeHubClient.ConnectAsync(server.Address, options ?? Eager).WaitAsync(ScriptedServer.Patience);

    /// <summary>The next item, which must be an event.</summary>
    public static async Task<HubEvent<T>> NextAsync<T>(this IAsyncEnumerator<HubItem<T>> items) =>
        Assert.IsType<HubEvent<T>>(await items.NextItemAsync());

    /// <summary>The next item, which must be a loss.</summary>
    public static async Task<Missed> NextMissedAsync<T>(this IAsyncEnumerator<HubItem<T>> items) =>
        Assert.IsType<HubMissed<T>>(await items.NextItemAsync()).Missed;

    public static async Task<TItem> NextItemAsync<TItem>(this IAsyncEnumerator<TItem> items)
    {
        Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(ScriptedServer.Patience), "The loop ended.");
        return items.Current;
    }

    public static async Task EndsAsync<T>(this IAsyncEnumerator<HubItem<T>> events) =>
        Assert.False(await events.MoveNextAsync().AsTask().WaitAsync(ScriptedServer.Patience), "The loop did not end.");

    public static Task<TException> ThrowsAsync<TException>(Func<Task> action)
        where TException : Exception => Assert.ThrowsAnyAsync<TException>(() => action().WaitAsync(ScriptedServer.Patience));

    public static Task<RealtimeHubException> FailsAsync<T>(this IAsyncEnumerator<HubItem<T>> events) =>
        ThrowsAsync<RealtimeHubException>(async () => await events.MoveNextAsync());

    /// <summary>Waits until the client is, or again becomes, what <typeparamref name="TState"/> says.</summary>
    public static async Task<TState> BecomesAsync<TState>(this RealtimeHubClient client)
        where TState : ConnectionState
    {
        var reached = new TaskCompletionSource<TState>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StateChanged += OnChange;
        if (client.State is TState already)
        {
            reached.TrySetResult(already);
        }

        var state = await reached.Task.WaitAsync(ScriptedServer.Patience);
        client.StateChanged -= OnChange;
        return state;

        void OnChange(object? sender, ConnectionStateChange change)
        {
            if (change.State is TState next)
            {
                reached.TrySetResult(next);
            }
        }
    }
}
