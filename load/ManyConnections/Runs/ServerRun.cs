using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Runs;

/// <summary>A server of its own for one run, from its start to its end.</summary>
internal sealed class ServerRun(ServerKind kind, Pinning pinning, Progress progress)
{
    /// <summary>Settings of RealtimeHub that differ from the defaults, such as <c>RealtimeHub:Connections:WriteTimeout</c>; plain SignalR knows none of them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <exception cref="LoadException">The run could not go on, or the server ended.</exception>
    public async Task<T> ExecuteAsync<T>(Func<ServerProcess, CancellationToken, Task<T>> measure, CancellationToken stop)
    {
        await using var server = await ServerProcess.StartAsync(kind, Settings, pinning, stop);
        progress.Done($"{ServerKinds.NameOf(kind)} runs as {server}");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, server.Ended);
        try
        {
            return await measure(server, either.Token);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is LoadException or OperationCanceledException or IOException)
        {
            var reason = server.Ended.IsCancellationRequested ? "the server ended" : e.Message;
            throw new LoadException($"{reason}\n{server.Output}");
        }
    }
}
