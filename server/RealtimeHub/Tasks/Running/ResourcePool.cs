using RealtimeHub.Configuration;

namespace RealtimeHub.Tasks.Running;

/// <summary>What only so many tasks of a node may use at once, of whatever kind: a semaphore for each name.</summary>
internal sealed class ResourcePool(IReadOnlyDictionary<string, int> sizes) : IDisposable
{
    private readonly Dictionary<string, SemaphoreSlim> _resources = sizes.ToDictionary(size => size.Key, size => new SemaphoreSlim(size.Value), StringComparer.Ordinal);

    /// <summary>Which of the names nobody has given a size.</summary>
    public IEnumerable<string> Unknown(TaskKindOptions kind) => kind.Resources.Where(name => !_resources.ContainsKey(name));

    /// <summary>Waits for one of each. All take them in the same order, so that no two wait for each other.</summary>
    /// <returns>Gives them back.</returns>
    public async Task<IDisposable> TakeAsync(TaskKindOptions kind, CancellationToken cancellationToken)
    {
        var taken = new Taken();
        try
        {
            foreach (var name in kind.Resources.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                await _resources[name].WaitAsync(cancellationToken);
                taken.Add(_resources[name]);
            }

            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var resource in _resources.Values) resource.Dispose();
    }

    private sealed class Taken : IDisposable
    {
        private readonly List<SemaphoreSlim> _held = [];

        public void Add(SemaphoreSlim one) => _held.Add(one);

        public void Dispose()
        {
            foreach (var one in _held) one.Release();
            _held.Clear();
        }
    }
}
