namespace RealtimeHub.Server.Tasks.Webhook;

/// <summary>
/// Lets in as many calls to a host at once as there may be connections to it, the others wait in their order. They would wait within the HTTP client, too, but nobody could tell that time
/// from the one that the host takes for its answer.
/// </summary>
internal sealed class HostGate(int callsPerHost)
{
    // The lock for itself and the users of each host.
    private readonly Dictionary<string, Host> _hosts = new(StringComparer.Ordinal);

    /// <summary>How many hosts somebody calls, or wants to.</summary>
    public int Count
    {
        get
        {
            lock (_hosts) return _hosts.Count;
        }
    }

    /// <returns>To be disposed of when the call is over.</returns>
    public async Task<IDisposable> EnterAsync(Uri url, CancellationToken cancellationToken)
    {
        // What shares its connections in the HTTP client.
        var host = Join($"{url.Scheme}://{url.IdnHost}:{url.Port}");
        try
        {
            await host.Free.WaitAsync(cancellationToken);
            return new Entered(this, host);
        }
        catch
        {
            Leave(host);
            throw;
        }
    }

    private Host Join(string name)
    {
        lock (_hosts)
        {
            if (!_hosts.TryGetValue(name, out var host)) _hosts.Add(name, host = new Host(name, new SemaphoreSlim(callsPerHost)));
            host.Users++;
            return host;
        }
    }

    private void Leave(Host host)
    {
        lock (_hosts)
        {
            if (--host.Users == 0) _hosts.Remove(host.Name);
        }
    }

    private sealed record Host(string Name, SemaphoreSlim Free)
    {
        /// <summary>Those inside, and those that wait.</summary>
        public int Users { get; set; }
    }

    private sealed class Entered(HostGate gate, Host host) : IDisposable
    {
        public void Dispose()
        {
            host.Free.Release();
            gate.Leave(host);
        }
    }
}
